//! A folder in memory: what a program may read and write.
//!
//! Paths are kept whole in a map, so there are no links, no permissions and no
//! way up. Sizes are counted and bounded, since the bytes are the host's.

use std::collections::BTreeMap;

use super::errno::Errno;
use crate::state::Stop;

/// The descriptor of the root folder, the first that WASI hands out.
pub const ROOT: u32 = 3;

/// Most descriptors open at once.
const MOST_OPEN: usize = 64;

/// Longest path, in bytes.
const LONGEST_PATH: usize = 1024;

/// Why a call on files fails.
#[derive(Debug)]
pub enum Failure {
    /// The program is told.
    Errno(Errno),
    /// The instance is stopped.
    Stop(Stop),
}

impl From<Errno> for Failure {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

/// A file or a folder.
#[derive(Debug)]
enum Node {
    File(Vec<u8>),
    Folder,
}

/// What an open descriptor stands for.
#[derive(Clone, Debug)]
struct Open {
    path: String,
    offset: u64,
    append: bool,
}

/// What is known of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// Whether it is a folder.
    pub folder: bool,
    /// Size in bytes; 0 for a folder.
    pub size: u64,
    /// A number of its own.
    pub inode: u64,
}

/// How a path is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenFlags {
    /// Make the file if it is missing.
    pub create: bool,
    /// Refuse what is not a folder.
    pub folder: bool,
    /// Refuse a file that exists.
    pub exclusive: bool,
    /// Empty the file.
    pub truncate: bool,
    /// Write at the end, always.
    pub append: bool,
}

/// The folder with its open descriptors.
#[derive(Debug)]
pub struct Files {
    nodes: BTreeMap<String, Node>,
    open: BTreeMap<u32, Open>,
    bytes: usize,
    max_bytes: usize,
    max_files: usize,
}

impl Files {
    /// An empty folder that may come to hold `max_bytes` in `max_files`.
    pub fn new(max_bytes: usize, max_files: usize) -> Self {
        let root = Open { path: String::new(), offset: 0, append: false };
        Self {
            nodes: BTreeMap::from([(String::new(), Node::Folder)]),
            open: BTreeMap::from([(ROOT, root)]),
            bytes: 0,
            max_bytes,
            max_files,
        }
    }

    /// Bytes in all files.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Opens `path` relative to the folder `base`.
    pub fn open(&mut self, base: u32, path: &str, flags: OpenFlags) -> Result<u32, Failure> {
        let path = self.resolve(base, path)?;
        match self.nodes.get(&path) {
            Some(_) if flags.exclusive => return Err(Errno::EXIST.into()),
            Some(Node::File(_)) if flags.folder => return Err(Errno::NOTDIR.into()),
            Some(Node::Folder) if flags.truncate => return Err(Errno::ISDIR.into()),
            Some(_) => {}
            None if flags.create && !flags.folder => {
                self.put(&path, Node::File(Vec::new()))?;
            }
            None => return Err(Errno::NOENT.into()),
        }
        if flags.truncate {
            self.resize(&path, 0)?;
        }
        if self.open.len() >= MOST_OPEN {
            return Err(Errno::MFILE.into());
        }
        let descriptor = (ROOT..).find(|d| !self.open.contains_key(d)).unwrap_or(u32::MAX);
        self.open.insert(descriptor, Open { path, offset: 0, append: flags.append });
        Ok(descriptor)
    }

    /// Closes a descriptor; the root stays open.
    pub fn close(&mut self, descriptor: u32) -> Result<(), Failure> {
        if descriptor == ROOT {
            return Ok(());
        }
        self.open.remove(&descriptor).map(drop).ok_or(Errno::BADF.into())
    }

    /// Copies from a file into `into` and returns how much.
    pub fn read(&mut self, descriptor: u32, into: &mut [u8]) -> Result<usize, Failure> {
        let open = self.open.get_mut(&descriptor).ok_or(Errno::BADF)?;
        let Some(Node::File(data)) = self.nodes.get(&open.path) else {
            return Err(Errno::ISDIR.into());
        };
        let start = usize::try_from(open.offset).unwrap_or(usize::MAX).min(data.len());
        let count = into.len().min(data.len() - start);
        into[..count].copy_from_slice(&data[start..start + count]);
        open.offset += count as u64;
        Ok(count)
    }

    /// Writes to a file.
    pub fn write(&mut self, descriptor: u32, from: &[u8]) -> Result<(), Failure> {
        let open = self.open.get(&descriptor).ok_or(Errno::BADF)?.clone();
        let size = self.stat_of(&open.path).ok_or(Errno::NOENT)?.size;
        let start = if open.append { size } else { open.offset };
        let end = start.checked_add(from.len() as u64).ok_or(Errno::INVAL)?;
        if end > size {
            self.resize(&open.path, end)?;
        }
        let Some(Node::File(data)) = self.nodes.get_mut(&open.path) else {
            return Err(Errno::ISDIR.into());
        };
        data[start as usize..end as usize].copy_from_slice(from);
        if let Some(open) = self.open.get_mut(&descriptor) {
            open.offset = end;
        }
        Ok(())
    }

    /// Moves a descriptor's offset; `whence` is 0 from the start, 1 from where
    /// it is, 2 from the end.
    pub fn seek(&mut self, descriptor: u32, by: i64, whence: u32) -> Result<u64, Failure> {
        let open = self.open.get(&descriptor).ok_or(Errno::BADF)?;
        let size = self.stat_of(&open.path).ok_or(Errno::NOENT)?.size;
        let from = match whence {
            0 => 0,
            1 => open.offset,
            2 => size,
            _ => return Err(Errno::INVAL.into()),
        };
        let offset = from.checked_add_signed(by).ok_or(Errno::INVAL)?;
        if let Some(open) = self.open.get_mut(&descriptor) {
            open.offset = offset;
        }
        Ok(offset)
    }

    /// What a descriptor stands for.
    pub fn stat(&self, descriptor: u32) -> Result<Stat, Failure> {
        let open = self.open.get(&descriptor).ok_or(Errno::BADF)?;
        self.stat_of(&open.path).ok_or(Errno::NOENT.into())
    }

    /// What a path stands for.
    pub fn stat_path(&self, base: u32, path: &str) -> Result<Stat, Failure> {
        let path = self.resolve(base, path)?;
        self.stat_of(&path).ok_or(Errno::NOENT.into())
    }

    /// Sets a file's size.
    pub fn set_size(&mut self, descriptor: u32, size: u64) -> Result<(), Failure> {
        let path = self.open.get(&descriptor).ok_or(Errno::BADF)?.path.clone();
        self.resize(&path, size)
    }

    /// Names in a folder, with what they stand for, sorted.
    pub fn list(&self, descriptor: u32) -> Result<Vec<(String, Stat)>, Failure> {
        let folder = &self.open.get(&descriptor).ok_or(Errno::BADF)?.path;
        if !matches!(self.nodes.get(folder), Some(Node::Folder)) {
            return Err(Errno::NOTDIR.into());
        }
        let names = self.nodes.keys().filter_map(|path| child_of(folder, path));
        Ok(names
            .filter_map(|name| Some((name.to_owned(), self.stat_of(&join(folder, name))?)))
            .collect())
    }

    /// Makes a folder.
    pub fn make_folder(&mut self, base: u32, path: &str) -> Result<(), Failure> {
        let path = self.resolve(base, path)?;
        if self.nodes.contains_key(&path) {
            return Err(Errno::EXIST.into());
        }
        self.put(&path, Node::Folder)
    }

    /// Removes a file, or an empty folder if `folder`.
    pub fn remove(&mut self, base: u32, path: &str, folder: bool) -> Result<(), Failure> {
        let path = self.resolve(base, path)?;
        match self.nodes.get(&path).ok_or(Errno::NOENT)? {
            Node::Folder if !folder => return Err(Errno::ISDIR.into()),
            Node::Folder if path.is_empty() => return Err(Errno::NOTCAPABLE.into()),
            Node::Folder if self.nodes.keys().any(|other| child_of(&path, other).is_some()) => {
                return Err(Errno::NOTEMPTY.into());
            }
            Node::File(_) if folder => return Err(Errno::NOTDIR.into()),
            Node::File(data) => self.bytes -= data.len(),
            Node::Folder => {}
        }
        self.nodes.remove(&path);
        Ok(())
    }

    /// Moves a file. Folders stay where they are.
    pub fn rename(
        &mut self,
        (base, from): (u32, &str),
        (to_base, to): (u32, &str),
    ) -> Result<(), Failure> {
        let (from, to) = (self.resolve(base, from)?, self.resolve(to_base, to)?);
        match (self.nodes.get(&from), self.nodes.get(&to)) {
            (None, _) => return Err(Errno::NOENT.into()),
            (Some(Node::Folder), _) => return Err(Errno::NOTSUP.into()),
            (_, Some(Node::Folder)) => return Err(Errno::ISDIR.into()),
            _ => {}
        }
        self.check_parent(&to)?;
        if let Some(node) = self.nodes.remove(&from)
            && let Some(Node::File(old)) = self.nodes.insert(to, node)
        {
            self.bytes -= old.len();
        }
        Ok(())
    }

    fn stat_of(&self, path: &str) -> Option<Stat> {
        let node = self.nodes.get(path)?;
        let inode = self.nodes.keys().take_while(|other| other.as_str() < path).count() as u64 + 1;
        Some(match node {
            Node::File(data) => Stat { folder: false, size: data.len() as u64, inode },
            Node::Folder => Stat { folder: true, size: 0, inode },
        })
    }

    /// A path within the root: `.` and `..` resolved, no way up.
    fn resolve(&self, base: u32, path: &str) -> Result<String, Failure> {
        if path.len() > LONGEST_PATH {
            return Err(Errno::INVAL.into());
        }
        let base = &self.open.get(&base).ok_or(Errno::BADF)?.path;
        if !matches!(self.nodes.get(base), Some(Node::Folder)) {
            return Err(Errno::NOTDIR.into());
        }
        let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop().ok_or(Errno::NOTCAPABLE)?),
                name => parts.push(name),
            }
        }
        Ok(parts.join("/"))
    }

    fn check_parent(&self, path: &str) -> Result<(), Failure> {
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        match self.nodes.get(parent) {
            Some(Node::Folder) => Ok(()),
            Some(Node::File(_)) => Err(Errno::NOTDIR.into()),
            None => Err(Errno::NOENT.into()),
        }
    }

    fn put(&mut self, path: &str, node: Node) -> Result<(), Failure> {
        self.check_parent(path)?;
        if self.nodes.len() > self.max_files {
            let what = format!("made more than {} files", self.max_files);
            return Err(Failure::Stop(Stop::Flood(what)));
        }
        self.nodes.insert(path.to_owned(), node);
        Ok(())
    }

    fn resize(&mut self, path: &str, size: u64) -> Result<(), Failure> {
        let Some(Node::File(data)) = self.nodes.get_mut(path) else {
            return Err(Errno::ISDIR.into());
        };
        let others = self.bytes - data.len();
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > self.max_bytes - others.min(self.max_bytes) {
            let what = format!("wrote more than {} bytes to files", self.max_bytes);
            return Err(Failure::Stop(Stop::Flood(what)));
        }
        data.resize(size, 0);
        self.bytes = others + size;
        Ok(())
    }
}

/// The name of `path` if it lies directly in `folder`.
fn child_of<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    let rest =
        if folder.is_empty() { path } else { path.strip_prefix(folder)?.strip_prefix('/')? };
    (!rest.is_empty() && !rest.contains('/')).then_some(rest)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATE: OpenFlags =
        OpenFlags { create: true, folder: false, exclusive: false, truncate: false, append: false };

    fn errno<T>(result: Result<T, Failure>) -> Errno {
        match result {
            Err(Failure::Errno(errno)) => errno,
            Err(Failure::Stop(stop)) => panic!("stopped: {stop}"),
            Ok(_) => panic!("it worked"),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut files = Files::new(100, 4);
        let file = files.open(ROOT, "a.txt", CREATE).unwrap();
        files.write(file, b"hello").unwrap();
        files.seek(file, 1, 0).unwrap();
        let mut into = [0; 8];
        assert_eq!(files.read(file, &mut into).unwrap(), 4);
        assert_eq!(&into[..4], b"ello");
        assert_eq!(files.stat_path(ROOT, "./x/../a.txt").unwrap().size, 5);
        assert_eq!(files.bytes(), 5);
    }

    #[test]
    fn there_is_no_way_up() {
        let mut files = Files::new(100, 4);
        for path in ["..", "../etc/passwd", "a/../../b", "/../x"] {
            assert_eq!(errno(files.open(ROOT, path, CREATE)), Errno::NOTCAPABLE, "{path}");
        }
        assert_eq!(errno(files.open(ROOT, "/etc/passwd", OpenFlags::default())), Errno::NOENT);
    }

    #[test]
    fn bytes_and_files_are_bounded() {
        let mut files = Files::new(10, 2);
        let file = files.open(ROOT, "a", CREATE).unwrap();
        files.write(file, &[0; 10]).unwrap();
        let flood = files.write(file, &[0; 1]);
        assert!(matches!(flood, Err(Failure::Stop(Stop::Flood(_)))));
        files.set_size(file, 3).unwrap();
        assert!(matches!(files.set_size(file, u64::MAX), Err(Failure::Stop(Stop::Flood(_)))));
        assert_eq!(files.bytes(), 3);
        files.open(ROOT, "b", CREATE).unwrap();
        let flood = files.open(ROOT, "c", CREATE);
        assert!(matches!(flood, Err(Failure::Stop(Stop::Flood(_)))));
    }

    #[test]
    fn folders_list_their_own() {
        let mut files = Files::new(100, 9);
        files.make_folder(ROOT, "d").unwrap();
        files.open(ROOT, "d/x", CREATE).unwrap();
        files.open(ROOT, "e", CREATE).unwrap();
        let names: Vec<_> = files.list(ROOT).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["d", "e"]);
        assert_eq!(errno(files.remove(ROOT, "d", true)), Errno::NOTEMPTY);
        files.rename((ROOT, "d/x"), (ROOT, "y")).unwrap();
        files.remove(ROOT, "d", true).unwrap();
        assert_eq!(errno(files.open(ROOT, "d/x", CREATE)), Errno::NOENT);
    }
}
