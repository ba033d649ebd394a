//! Error numbers of WASI preview 1.

/// A nonzero error number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno(pub i32);

macro_rules! errno {
    ($($name:ident = $value:literal;)*) => {
        impl Errno {
            $(pub const $name: Self = Self($value);)*
        }
    };
}

errno! {
    BADF = 8;
    EXIST = 20;
    FAULT = 21;
    INVAL = 28;
    ISDIR = 31;
    MFILE = 33;
    NOENT = 44;
    NOTDIR = 54;
    NOTEMPTY = 55;
    NOTSUP = 58;
    SPIPE = 70;
    NOTCAPABLE = 76;
}
