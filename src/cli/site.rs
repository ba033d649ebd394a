//! Flags that say where a model runs, shared by what trains and what examines.

use anyhow::Result;
use synth_course::{Device, Gpu, Place, Precision};

use super::code::Refused;
use super::say;

/// Where a model runs, and in which numbers.
#[derive(clap::Args)]
pub struct Site {
    /// Where the model runs: cpu, cuda or cuda:N; left out, the first GPU that this program
    /// can use, or else the CPU
    #[arg(long, value_name = "DEVICE")]
    device: Option<Place>,

    /// Numbers that the model computes in: f32, or bf16 for GPUs
    #[arg(long, value_name = "TYPE", default_value_t = Precision::F32)]
    pub dtype: Precision,
}

impl Site {
    /// The device that was asked for, or the best one.
    pub fn open(&self, quiet: bool) -> Result<Device> {
        let device = Place::open(self.device).map_err(|error| Refused(error.to_string()))?;
        if !quiet {
            say::note(line(&device, self.dtype));
        }
        Ok(device)
    }
}

fn line(device: &Device, dtype: Precision) -> String {
    if device.is_cpu() {
        let slow = match dtype {
            Precision::F32 => "",
            Precision::Bf16 => "; a CPU is faster in f32",
        };
        return format!("on the CPU, in {dtype}{slow}");
    }
    let gpu = Gpu::of(device).map_or_else(String::new, |Gpu { name, free, .. }| {
        format!(" ({name}, {:.1} GiB free)", free as f64 / (1u64 << 30) as f64)
    });
    format!("on a GPU{gpu}, in {dtype}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_where_and_what_is_slow() {
        assert_eq!(line(&Device::Cpu, Precision::F32), "on the CPU, in f32");
        assert!(line(&Device::Cpu, Precision::Bf16).contains("faster in f32"));
    }
}
