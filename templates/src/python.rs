//! Writing Python as a good coder would: the data in literals at the top, then
//! code that does not change from one picture to the next.

use std::fmt::Write;

use crate::svg::short;

/// A value as a Python literal.
pub trait Literal {
    /// The text of the literal.
    fn literal(&self) -> String;
}

impl Literal for f64 {
    fn literal(&self) -> String {
        short(*self)
    }
}

impl Literal for i64 {
    fn literal(&self) -> String {
        self.to_string()
    }
}

impl Literal for usize {
    fn literal(&self) -> String {
        self.to_string()
    }
}

impl Literal for bool {
    fn literal(&self) -> String {
        if *self { "True".to_owned() } else { "False".to_owned() }
    }
}

impl Literal for &str {
    fn literal(&self) -> String {
        format!("\"{}\"", self.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

impl Literal for String {
    fn literal(&self) -> String {
        self.as_str().literal()
    }
}

impl<T: Literal> Literal for Vec<T> {
    fn literal(&self) -> String {
        let items: Vec<String> = self.iter().map(Literal::literal).collect();
        format!("[{}]", items.join(", "))
    }
}

macro_rules! tuple_literal {
    ($($name:ident),+) => {
        impl<$($name: Literal),+> Literal for ($($name,)+) {
            fn literal(&self) -> String {
                #[allow(non_snake_case)]
                let ($($name,)+) = self;
                let items = [$($name.literal()),+];
                format!("({})", items.join(", "))
            }
        }
    };
}
tuple_literal!(A, B);
tuple_literal!(A, B, C);
tuple_literal!(A, B, C, D);
tuple_literal!(A, B, C, D, E);

/// A Python program being written, from its data on top.
#[derive(Clone, Debug, Default)]
pub struct Python {
    source: String,
}

impl Python {
    /// A program whose first line says what it draws.
    pub fn new(about: &str, imports: &[&str]) -> Self {
        let mut program = Self { source: format!("# {about}\n") };
        for module in imports {
            program.line(&format!("import {module}"));
        }
        if imports.is_empty() { program } else { program.blank() }
    }

    /// Assigns a value on one line.
    pub fn set(mut self, name: &str, value: impl Literal) -> Self {
        self.line(&format!("{name} = {}", value.literal()));
        self
    }

    /// Assigns a list, one item a line.
    pub fn rows<T: Literal>(mut self, name: &str, items: &[T]) -> Self {
        self.line(&format!("{name} = ["));
        for item in items {
            self.line(&format!("    {},", item.literal()));
        }
        self.line("]");
        self
    }

    /// Adds a line of code as it is.
    pub fn raw(mut self, code: &str) -> Self {
        self.line(code);
        self
    }

    /// Adds a comment.
    pub fn comment(mut self, text: &str) -> Self {
        self.line(&format!("# {text}"));
        self
    }

    /// Adds an empty line.
    pub fn blank(mut self) -> Self {
        self.line("");
        self
    }

    /// The whole program: the data so far, then `code`.
    pub fn finish(self, code: &str) -> String {
        format!("{}\n{}", self.source.trim_end(), code)
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.source, "{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_become_literals() {
        let program = Python::new("Draws two dots.", &["math"])
            .set("FONT", "a \"b\"")
            .rows("dots", &[(1.5, true), (2.0, false)])
            .finish("print(dots)\n");
        let wanted = "# Draws two dots.\nimport math\n\nFONT = \"a \\\"b\\\"\"\ndots = [\n    \
                      (1.5, True),\n    (2, False),\n]\nprint(dots)\n";
        assert_eq!(program, wanted);
        assert_eq!(vec![1_i64, 2].literal(), "[1, 2]");
    }
}
