//! Where a model lives: on the CPU, or on a GPU if the program and the machine have one.

use std::fmt;
use std::str::FromStr;

use candle_core::Device;

use crate::error::{ModelError, Result};

/// A place for a model, by name: `cpu`, `cuda` or `cuda:N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The processor.
    Cpu,
    /// The NVIDIA GPU of this number.
    Cuda(usize),
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().map(Self::Cuda).ok();
        let found = match text {
            "cpu" => Some(Self::Cpu),
            "cuda" => Some(Self::Cuda(0)),
            text => text.strip_prefix("cuda:").and_then(number),
        };
        found.ok_or_else(|| "it must be cpu, cuda or cuda:N".to_owned())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
        }
    }
}

impl Place {
    /// Whether this program was built for GPUs.
    pub fn gpus() -> bool {
        cfg!(feature = "cuda")
    }

    /// The device at this place. Without a place, the first GPU, or else the CPU.
    ///
    /// # Errors
    ///
    /// [`ModelError::Device`] for a GPU that this program or this machine does not have.
    pub fn open(asked: Option<Self>) -> Result<Device> {
        match asked {
            None => Ok(Device::new_cuda(0).unwrap_or(Device::Cpu)),
            Some(Self::Cpu) => Ok(Device::Cpu),
            Some(place @ Self::Cuda(number)) => {
                Device::new_cuda(number).map_err(|error| place.absent(&error))
            }
        }
    }

    fn absent(self, error: &candle_core::Error) -> ModelError {
        let reason = match Self::gpus() {
            true => format!("this machine does not have it: {error}"),
            false => "this program was built without GPUs; build it with src/model/gpu/build.sh, \
                      or ask for cpu"
                .to_owned(),
        };
        ModelError::Device { place: self, reason }
    }
}

/// A GPU, as its driver describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gpu {
    /// Its name.
    pub name: String,
    /// Bytes that nobody has taken.
    pub free: u64,
    /// Bytes of its memory.
    pub total: u64,
}

impl Gpu {
    /// The GPU that a device is, if it is one and its driver answers.
    #[cfg(feature = "cuda")]
    pub fn of(device: &Device) -> Option<Self> {
        let stream = device.as_cuda_device().ok()?.cuda_stream();
        let context = stream.context();
        let (free, total) = context.mem_get_info().ok()?;
        Some(Self { name: context.name().ok()?, free: free as u64, total: total as u64 })
    }

    /// The GPU that a device is: none, in a program that was built without them.
    #[cfg(not(feature = "cuda"))]
    pub fn of(_: &Device) -> Option<Self> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_names() {
        for (text, place) in
            [("cpu", Place::Cpu), ("cuda", Place::Cuda(0)), ("cuda:3", Place::Cuda(3))]
        {
            assert_eq!(text.parse(), Ok(place));
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for text in ["gpu", "cuda:", "cuda:-1", "CPU", ""] {
            assert!(text.parse::<Place>().unwrap_err().contains("cuda:N"), "{text}");
        }
    }

    #[test]
    fn the_cpu_is_always_there_and_is_no_gpu() {
        let device = Place::open(Some(Place::Cpu)).unwrap();
        assert!(device.is_cpu() && Gpu::of(&device).is_none());
    }

    #[cfg(not(feature = "cuda"))]
    #[test]
    fn without_gpus_a_gpu_is_refused_and_the_best_is_the_cpu() {
        assert!(Place::open(None).unwrap().is_cpu());
        let error = Place::open(Some(Place::Cuda(1))).unwrap_err().to_string();
        assert!(error.contains("cuda:1") && error.contains("built without"), "{error}");
    }
}
