//! The functions that a guest may call.

use wasmtime::{Caller, Linker, Result};

use super::errno::Errno;
use super::files::{Failure, OpenFlags, ROOT, Stat};
use super::memory::Memory;
use crate::state::{State, Stop};

const WASI: &str = "wasi_snapshot_preview1";
const OWN: &str = "synth";

/// File types of WASI.
const CHARACTER_DEVICE: u8 = 2;
const FOLDER: u8 = 3;
const FILE: u8 = 4;

/// Standard streams.
const STDIN: u32 = 0;
const STREAMS: std::ops::RangeInclusive<u32> = 0..=2;

/// Most bytes of a panic's message kept.
const LONGEST_PANIC: u32 = 4096;

/// Runs a call and turns its failure into an error number or a stop.
fn call(
    mut caller: Caller<'_, State>,
    work: impl FnOnce(&mut Memory<'_>) -> Result<(), Failure>,
) -> Result<i32> {
    let done = match Memory::of(&mut caller) {
        Ok(mut memory) => work(&mut memory),
        Err(errno) => Err(errno.into()),
    };
    match done {
        Ok(()) => Ok(0),
        Err(Failure::Errno(Errno(number))) => Ok(number),
        Err(Failure::Stop(stop)) => Err(wasmtime::Error::new(stop)),
    }
}

type C<'a> = Caller<'a, State>;

/// Makes every function available to a guest.
pub fn add_to(linker: &mut Linker<State>) -> Result<()> {
    add_own(linker)?;
    add_process(linker)?;
    add_time(linker)?;
    add_descriptors(linker)?;
    add_paths(linker)
}

/// The guest's own imports.
fn add_own(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(OWN, "request", |c: C<'_>, pointer: u32, length: u32| {
        call(c, |m| {
            let (into, state) = m.split(pointer, length)?;
            let request = std::mem::take(&mut state.request);
            if request.len() != into.len() {
                return Err(Errno::INVAL.into());
            }
            into.copy_from_slice(&request);
            Ok(())
        })
        .map(|_| ())
    })?;
    linker.func_wrap(OWN, "panicked", |c: C<'_>, pointer: u32, length: u32| {
        call(c, |m| {
            let text = m.slice(pointer, length.min(LONGEST_PANIC))?;
            m.state.panic = Some(String::from_utf8_lossy(text).into_owned());
            Ok(())
        })
        .map(|_| ())
    })?;
    Ok(())
}

/// Arguments and environment are empty; ending the process ends the instance.
fn add_process(linker: &mut Linker<State>) -> Result<()> {
    for name in ["args_sizes_get", "environ_sizes_get"] {
        linker.func_wrap(WASI, name, |c: C<'_>, count: u32, size: u32| {
            call(c, |m| Ok(m.put_u32(count, 0).and_then(|()| m.put_u32(size, 0))?))
        })?;
    }
    for name in ["args_get", "environ_get"] {
        linker.func_wrap(WASI, name, |_: u32, _: u32| 0i32)?;
    }
    linker.func_wrap(WASI, "proc_exit", |code: u32| -> Result<()> {
        Err(wasmtime::Error::new(Stop::Exit(code)))
    })?;
    linker.func_wrap(WASI, "sched_yield", || 0i32)?;
    linker.func_wrap(WASI, "random_get", |c: C<'_>, pointer: u32, length: u32| {
        call(c, |m| {
            let (into, state) = m.split(pointer, length)?;
            for chunk in into.chunks_mut(8) {
                let random = state.random().to_le_bytes();
                chunk.copy_from_slice(&random[..chunk.len()]);
            }
            Ok(())
        })
    })?;
    Ok(())
}

/// Time is virtual: reading it and sleeping move it.
fn add_time(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(WASI, "clock_res_get", |c: C<'_>, _: u32, into: u32| {
        call(c, |m| Ok(m.put_u64(into, 1_000)?))
    })?;
    linker.func_wrap(WASI, "clock_time_get", |c: C<'_>, _: u32, _: u64, into: u32| {
        call(c, |m| {
            let now = m.state.read_clock();
            Ok(m.put_u64(into, now)?)
        })
    })?;
    linker.func_wrap(WASI, "poll_oneoff", |c: C<'_>, from: u32, to: u32, n: u32, done: u32| {
        call(c, |m| poll(m, from, to, n, done))
    })?;
    Ok(())
}

/// A sleep passes at once; streams are always ready. Every subscription is
/// answered. Layouts: WASI's `subscription` (48 bytes) and `event` (32 bytes).
fn poll(m: &mut Memory<'_>, from: u32, to: u32, count: u32, done: u32) -> Result<(), Failure> {
    if count == 0 || count > 64 {
        return Err(Errno::INVAL.into());
    }
    for index in 0..count {
        let at = from.checked_add(index * 48).ok_or(Errno::FAULT)?;
        let offset = |by: u32| at.checked_add(by).ok_or(Errno::FAULT);
        let (user, tag) = (m.get_u64(at)?, m.get_u32(offset(8)?)? & 0xFF);
        if tag == 0 {
            let (timeout, flags) = (m.get_u64(offset(24)?)?, m.get_u32(offset(40)?)?);
            match flags & 1 {
                0 => m.state.advance_clock(timeout),
                _ => m.state.advance_clock_to(timeout),
            }
        }
        let mut event = [0u8; 32];
        event[..8].copy_from_slice(&user.to_le_bytes());
        event[10] = tag as u8;
        m.put(to.checked_add(index * 32).ok_or(Errno::FAULT)?, &event)?;
    }
    Ok(m.put_u32(done, count)?)
}

/// Calls on open descriptors.
fn add_descriptors(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(WASI, "fd_close", |c: C<'_>, fd: u32| {
        call(c, |m| if STREAMS.contains(&fd) { Ok(()) } else { m.state.files.close(fd) })
    })?;
    linker.func_wrap(WASI, "fd_sync", |_: u32| 0i32)?;
    linker.func_wrap(WASI, "fd_fdstat_set_flags", |_: u32, _: u32| 0i32)?;
    linker.func_wrap(WASI, "fd_fdstat_get", |c: C<'_>, fd: u32, into: u32| {
        call(c, |m| {
            let kind = match STREAMS.contains(&fd) {
                true => CHARACTER_DEVICE,
                false => kind_of(m.state.files.stat(fd)?),
            };
            let mut out = [0u8; 24];
            out[0] = kind;
            out[8..].fill(0xFF);
            Ok(m.put(into, &out)?)
        })
    })?;
    linker.func_wrap(WASI, "fd_filestat_get", |c: C<'_>, fd: u32, into: u32| {
        call(c, |m| {
            let stat = match STREAMS.contains(&fd) {
                true => filestat(CHARACTER_DEVICE, 0, u64::from(fd)),
                false => of_stat(m.state.files.stat(fd)?),
            };
            Ok(m.put(into, &stat)?)
        })
    })?;
    linker.func_wrap(WASI, "fd_filestat_set_size", |c: C<'_>, fd: u32, size: u64| {
        call(c, |m| m.state.files.set_size(fd, size))
    })?;
    linker.func_wrap(WASI, "fd_prestat_get", |c: C<'_>, fd: u32, into: u32| {
        call(c, |m| match fd {
            ROOT => Ok(m.put_u64(into, 1 << 32)?),
            _ => Err(Errno::BADF.into()),
        })
    })?;
    linker.func_wrap(
        WASI,
        "fd_prestat_dir_name",
        |c: C<'_>, fd: u32, into: u32, length: u32| {
            call(c, |m| match (fd, length) {
                (ROOT, 1..) => Ok(m.put(into, b"/")?),
                _ => Err(Errno::BADF.into()),
            })
        },
    )?;
    linker.func_wrap(WASI, "fd_read", |c: C<'_>, fd: u32, at: u32, n: u32, done: u32| {
        call(c, |m| read(m, fd, at, n, done))
    })?;
    linker.func_wrap(WASI, "fd_write", |c: C<'_>, fd: u32, at: u32, n: u32, done: u32| {
        call(c, |m| write(m, fd, at, n, done))
    })?;
    linker.func_wrap(WASI, "fd_seek", |c: C<'_>, fd: u32, by: i64, whence: u32, into: u32| {
        call(c, |m| {
            if STREAMS.contains(&fd) {
                return Err(Errno::SPIPE.into());
            }
            let offset = m.state.files.seek(fd, by, whence)?;
            Ok(m.put_u64(into, offset)?)
        })
    })?;
    linker.func_wrap(
        WASI,
        "fd_readdir",
        |c: C<'_>, fd: u32, into: u32, length: u32, cookie: u64, used: u32| {
            call(c, |m| read_folder(m, fd, (into, length), cookie, used))
        },
    )?;
    Ok(())
}

fn read(m: &mut Memory<'_>, fd: u32, at: u32, n: u32, done: u32) -> Result<(), Failure> {
    let mut total = 0;
    for (pointer, length) in m.buffers(at, n)? {
        let (into, state) = m.split(pointer, length)?;
        let count = match fd {
            STDIN => 0,
            1 | 2 => return Err(Errno::BADF.into()),
            _ => state.files.read(fd, into)?,
        };
        total += count as u32;
        if count < into.len() {
            break;
        }
    }
    Ok(m.put_u32(done, total)?)
}

fn write(m: &mut Memory<'_>, fd: u32, at: u32, n: u32, done: u32) -> Result<(), Failure> {
    let mut total = 0u32;
    for (pointer, length) in m.buffers(at, n)? {
        let (from, state) = m.read_with(pointer, length)?;
        match fd {
            STDIN => return Err(Errno::BADF.into()),
            1 | 2 => state.print(from).map_err(Failure::Stop)?,
            _ => state.files.write(fd, from)?,
        }
        total = total.saturating_add(length);
    }
    Ok(m.put_u32(done, total)?)
}

/// Entries of a folder from the `cookie`-th on, as many as fit; the last may be
/// cut, which tells the caller to come again with more room. Layout: WASI's
/// `dirent` (24 bytes) and the name behind it.
fn read_folder(
    m: &mut Memory<'_>,
    fd: u32,
    (into, length): (u32, u32),
    cookie: u64,
    used: u32,
) -> Result<(), Failure> {
    let entries = m.state.files.list(fd)?;
    let mut out = Vec::new();
    let skip = usize::try_from(cookie).unwrap_or(usize::MAX);
    for (index, (name, stat)) in entries.iter().enumerate().skip(skip) {
        out.extend_from_slice(&(index as u64 + 1).to_le_bytes());
        out.extend_from_slice(&stat.inode.to_le_bytes());
        out.extend_from_slice(&(name.len() as u32).to_le_bytes());
        out.extend_from_slice(&[kind_of(*stat), 0, 0, 0]);
        out.extend_from_slice(name.as_bytes());
        if out.len() >= length as usize {
            break;
        }
    }
    out.truncate(length as usize);
    m.put(into, &out)?;
    Ok(m.put_u32(used, out.len() as u32)?)
}

/// Calls on paths.
fn add_paths(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(
        WASI,
        "path_open",
        #[allow(clippy::too_many_arguments)]
        |c: C<'_>,
         base: u32,
         _: u32,
         at: u32,
         n: u32,
         how: u32,
         _: u64,
         _: u64,
         fl: u32,
         to: u32| {
            call(c, |m| {
                let flags = OpenFlags {
                    create: how & 1 != 0,
                    folder: how & 2 != 0,
                    exclusive: how & 4 != 0,
                    truncate: how & 8 != 0,
                    append: fl & 1 != 0,
                };
                let path = m.text(at, n)?;
                let descriptor = m.state.files.open(base, &path, flags)?;
                Ok(m.put_u32(to, descriptor)?)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_filestat_get",
        |c: C<'_>, base: u32, _: u32, at: u32, n: u32, into: u32| {
            call(c, |m| {
                let path = m.text(at, n)?;
                let stat = of_stat(m.state.files.stat_path(base, &path)?);
                Ok(m.put(into, &stat)?)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_filestat_set_times",
        |_: u32, _: u32, _: u32, _: u32, _: u64, _: u64, _: u32| Errno::NOTSUP.0,
    )?;
    linker.func_wrap(WASI, "path_create_directory", |c: C<'_>, base: u32, at: u32, n: u32| {
        call(c, |m| {
            let path = m.text(at, n)?;
            m.state.files.make_folder(base, &path)
        })
    })?;
    for (name, folder) in [("path_unlink_file", false), ("path_remove_directory", true)] {
        linker.func_wrap(WASI, name, move |c: C<'_>, base: u32, at: u32, n: u32| {
            call(c, |m| {
                let path = m.text(at, n)?;
                m.state.files.remove(base, &path, folder)
            })
        })?;
    }
    linker.func_wrap(
        WASI,
        "path_rename",
        |c: C<'_>, base: u32, at: u32, n: u32, to_base: u32, to_at: u32, to_n: u32| {
            call(c, |m| {
                let (from, to) = (m.text(at, n)?, m.text(to_at, to_n)?);
                m.state.files.rename((base, &from), (to_base, &to))
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_link",
        |_: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32| Errno::NOTSUP.0,
    )?;
    linker.func_wrap(WASI, "path_readlink", |_: u32, _: u32, _: u32, _: u32, _: u32, _: u32| {
        Errno::INVAL.0
    })?;
    Ok(())
}

fn kind_of(stat: Stat) -> u8 {
    if stat.folder { FOLDER } else { FILE }
}

fn of_stat(stat: Stat) -> [u8; 64] {
    filestat(kind_of(stat), stat.size, stat.inode)
}

/// WASI's `filestat`; times are zero.
fn filestat(kind: u8, size: u64, inode: u64) -> [u8; 64] {
    let mut out = [0u8; 64];
    out[8..16].copy_from_slice(&inode.to_le_bytes());
    out[16] = kind;
    out[24..32].copy_from_slice(&1u64.to_le_bytes());
    out[32..40].copy_from_slice(&size.to_le_bytes());
    out
}
