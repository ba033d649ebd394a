//! A plan as a table, and how much memory there is.

use std::fmt;

use candle_core::Device;
use synth_model::Gpu;

use super::Plan;

/// Bytes as a person reads them.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    let unit = UNITS.iter().find(|(_, unit)| bytes >= *unit);
    unit.map_or(format!("{bytes} B"), |(name, unit)| {
        format!("{:.1} {name}", bytes as f64 / *unit as f64)
    })
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("weights", self.weights),
            ("reference", self.reference),
            ("gradients", self.gradients),
            ("moments", self.moments),
            ("activations", self.activations),
            ("logits", self.logits),
            ("cache", self.cache),
            ("at most at once", self.peak()),
        ];
        let lines: Vec<String> = rows
            .iter()
            .filter(|(_, bytes)| *bytes > 0)
            .map(|(name, bytes)| format!("{name:<16} {:>12}", size(*bytes)))
            .collect();
        f.write_str(&lines.join("\n"))
    }
}

/// Memory of a device that this process may still take, in bytes, where it is known.
pub fn available(device: &Device) -> Option<u64> {
    if device.is_cpu() {
        return of_machine();
    }
    Gpu::of(device).map(|gpu| gpu.free)
}

/// What Linux says that the machine has free, or what is left of the process's control
/// group if that is less.
fn of_machine() -> Option<u64> {
    let machine = free_of_machine(&std::fs::read_to_string("/proc/meminfo").ok()?)?;
    let number = |name: &str| {
        let text = std::fs::read_to_string(format!("/sys/fs/cgroup/memory.{name}")).ok()?;
        text.trim().parse::<u64>().ok()
    };
    let group = number("max").map(|max| max.saturating_sub(number("current").unwrap_or(0)));
    Some(group.map_or(machine, |group| group.min(machine)))
}

fn free_of_machine(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|l| l.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let found = [0, 1023, 1024, 5 << 20, (3 << 30) + (1 << 29)].map(size);
        assert_eq!(found, ["0 B", "1023 B", "1.0 KiB", "5.0 MiB", "3.5 GiB"]);
    }

    #[test]
    fn free_memory_is_read() {
        let text = "MemTotal:  100 kB\nMemAvailable:   64 kB\n";
        assert_eq!(free_of_machine(text), Some(65_536));
        assert_eq!(free_of_machine("MemTotal: 3 kB"), None);
    }
}
