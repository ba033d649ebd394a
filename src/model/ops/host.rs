//! Numbers of tensors in host memory, for the fused forms.

use candle_core::backend::BackendStorage;
use candle_core::{CpuStorage, Layout, Result, Shape, Storage, StorageRef, Tensor, bail};

/// The numbers of a contiguous F32 argument.
pub fn floats<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(&storage.as_slice::<f32>()?[start..end]),
        None => bail!("a fused operation needs contiguous arguments, found {layout:?}"),
    }
}

/// A result made of `values`.
pub fn output(values: Vec<f32>, shape: impl Into<Shape>) -> Result<(CpuStorage, Shape)> {
    Ok((CpuStorage::F32(values), shape.into()))
}

/// A tensor held for reading.
pub struct Held<'a> {
    guard: StorageRef<'a>,
    layout: &'a Layout,
}

impl<'a> Held<'a> {
    pub fn new(tensor: &'a Tensor) -> Self {
        let (guard, layout) = tensor.storage_and_layout();
        Self { guard, layout }
    }

    pub fn storage(&self) -> Result<&CpuStorage> {
        match &*self.guard {
            Storage::Cpu(storage) => Ok(storage),
            _ => bail!("a fused operation needs tensors on the CPU"),
        }
    }

    pub fn floats(&self) -> Result<&[f32]> {
        floats(self.storage()?, self.layout)
    }

    /// Where the tensor begins in its storage.
    pub fn offset(&self) -> usize {
        self.layout.start_offset()
    }
}

/// A matrix, or a batch of them, inside some storage.
#[derive(Clone)]
pub struct Matrices<'a> {
    pub storage: &'a CpuStorage,
    /// Where the first begins.
    pub offset: usize,
    /// From one to the next.
    pub skip: usize,
    /// From row to row and from column to column.
    pub strides: [usize; 2],
}

impl<'a> Matrices<'a> {
    /// One row-major matrix of rows `width` long.
    pub fn rows(storage: &'a CpuStorage, offset: usize, width: usize) -> Self {
        Self { storage, offset, skip: 0, strides: [width, 1] }
    }

    /// The same numbers with rows and columns exchanged.
    pub fn transposed(self) -> Self {
        let [rows, columns] = self.strides;
        Self { strides: [columns, rows], ..self }
    }

    fn layout(&self, batch: usize, rows: usize, columns: usize) -> Layout {
        let strides = vec![self.skip, self.strides[0], self.strides[1]];
        Layout::new((batch, rows, columns).into(), strides, self.offset)
    }
}

/// `a (batch, m, k) * b (batch, k, n)`, as `(batch, m, n)`.
pub fn matmul(a: &Matrices, b: &Matrices, [batch, m, n, k]: [usize; 4]) -> Result<CpuStorage> {
    if batch * m * n * k == 0 {
        return Ok(CpuStorage::F32(vec![0.0; batch * m * n]));
    }
    let (left, right) = (a.layout(batch, m, k), b.layout(batch, k, n));
    a.storage.matmul(b.storage, (batch, m, n, k), &left, &right)
}

/// The numbers of an F32 result, without a copy.
pub fn into_floats(storage: CpuStorage) -> Result<Vec<f32>> {
    match storage {
        CpuStorage::F32(values) => Ok(values),
        other => bail!("expected F32, found {:?}", other.dtype()),
    }
}

/// A new tensor on the CPU.
pub fn tensor(values: Vec<f32>, shape: impl Into<Shape>) -> Result<Tensor> {
    Tensor::from_vec(values, shape.into(), &candle_core::Device::Cpu)
}
