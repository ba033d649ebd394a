//! Reading and writing a guest's memory, bounds checked.

use wasmtime::{Caller, Extern};

use super::errno::Errno;
use crate::state::State;

/// A guest's memory with the host's state beside it.
pub struct Memory<'a> {
    bytes: &'a mut [u8],
    /// The host's side of the instance.
    pub state: &'a mut State,
}

impl<'a> Memory<'a> {
    /// The memory of whoever called.
    pub fn of(caller: &'a mut Caller<'_, State>) -> Result<Self, Errno> {
        let Some(Extern::Memory(memory)) = caller.get_export("memory") else {
            return Err(Errno::FAULT);
        };
        let (bytes, state) = memory.data_and_store_mut(caller);
        Ok(Self { bytes, state })
    }

    /// `length` bytes at `pointer`.
    pub fn slice(&self, pointer: u32, length: u32) -> Result<&[u8], Errno> {
        self.bytes.get(range(pointer, length)?).ok_or(Errno::FAULT)
    }

    /// `length` bytes at `pointer`, to write to, and the state.
    pub fn split(&mut self, pointer: u32, length: u32) -> Result<(&mut [u8], &mut State), Errno> {
        let bytes = self.bytes.get_mut(range(pointer, length)?).ok_or(Errno::FAULT)?;
        Ok((bytes, self.state))
    }

    /// `length` bytes at `pointer`, to read, and the state.
    pub fn read_with(&mut self, pointer: u32, length: u32) -> Result<(&[u8], &mut State), Errno> {
        let bytes = self.bytes.get(range(pointer, length)?).ok_or(Errno::FAULT)?;
        Ok((bytes, self.state))
    }

    /// The text of `length` bytes at `pointer`.
    pub fn text(&self, pointer: u32, length: u32) -> Result<String, Errno> {
        let bytes = self.slice(pointer, length)?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Errno::INVAL)
    }

    /// Writes `bytes` at `pointer`.
    pub fn put(&mut self, pointer: u32, bytes: &[u8]) -> Result<(), Errno> {
        let length = u32::try_from(bytes.len()).map_err(|_| Errno::FAULT)?;
        self.split(pointer, length)?.0.copy_from_slice(bytes);
        Ok(())
    }

    /// Writes a 32-bit number.
    pub fn put_u32(&mut self, pointer: u32, value: u32) -> Result<(), Errno> {
        self.put(pointer, &value.to_le_bytes())
    }

    /// Writes a 64-bit number.
    pub fn put_u64(&mut self, pointer: u32, value: u64) -> Result<(), Errno> {
        self.put(pointer, &value.to_le_bytes())
    }

    /// Reads a 32-bit number.
    pub fn get_u32(&self, pointer: u32) -> Result<u32, Errno> {
        let bytes = self.slice(pointer, 4)?;
        bytes.try_into().map(u32::from_le_bytes).map_err(|_| Errno::FAULT)
    }

    /// Reads a 64-bit number.
    pub fn get_u64(&self, pointer: u32) -> Result<u64, Errno> {
        let bytes = self.slice(pointer, 8)?;
        bytes.try_into().map(u64::from_le_bytes).map_err(|_| Errno::FAULT)
    }

    /// The buffers of a scattered read or write: `count` pairs of pointer and
    /// length. At most 1,024, as POSIX has it.
    pub fn buffers(&self, pointer: u32, count: u32) -> Result<Vec<(u32, u32)>, Errno> {
        if count > 1024 {
            return Err(Errno::INVAL);
        }
        (0..count)
            .map(|index| {
                let at = pointer.checked_add(index * 8).ok_or(Errno::FAULT)?;
                Ok((self.get_u32(at)?, self.get_u32(at.checked_add(4).ok_or(Errno::FAULT)?)?))
            })
            .collect()
    }
}

fn range(pointer: u32, length: u32) -> Result<std::ops::Range<usize>, Errno> {
    let start = pointer as usize;
    Ok(start..start.checked_add(length as usize).ok_or(Errno::FAULT)?)
}
