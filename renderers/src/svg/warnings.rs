//! What the SVG converter has to say while it works.
//!
//! It speaks through the `log` facade, so this listens there, on the thread that
//! asked, for as long as the work takes.

use std::cell::RefCell;
use std::sync::OnceLock;

/// Most warnings kept of one program.
const MOST: usize = 20;

/// Longest warning kept, in characters.
const LONGEST: usize = 200;

thread_local! {
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

struct Listener;

impl log::Log for Listener {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record<'_>) {
        HEARD.with_borrow_mut(|heard| {
            if let Some(heard) = heard.as_mut().filter(|heard| heard.len() < MOST) {
                heard.push(record.args().to_string().chars().take(LONGEST).collect());
            }
        });
    }

    fn flush(&self) {}
}

/// Runs `work` and returns what it warned of. If the process has set a logger of
/// its own, warnings go there instead.
pub fn collect<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    static SET: OnceLock<()> = OnceLock::new();
    SET.get_or_init(|| {
        if log::set_logger(&Listener).is_ok() {
            log::set_max_level(log::LevelFilter::Warn);
        }
    });
    HEARD.set(Some(Vec::new()));
    let result = work();
    (result, HEARD.take().unwrap_or_default())
}
