//! Gradients of both forms, over all patterns.

use super::super::check;
use super::*;

fn args(queries: usize, keys: usize, heads: usize, key_heads: usize, dim: usize) -> [Tensor; 3] {
    [
        check::normal(&[queries, heads, dim], 1),
        check::normal(&[keys, key_heads, dim], 2),
        check::normal(&[keys, key_heads, dim], 3),
    ]
}

fn agrees(args: &[Tensor; 3], pattern: &Pattern) {
    check::agrees(args, |a| attention(&a[0], &a[1], &a[2], pattern));
}

#[test]
fn gradients_of_a_padded_batch() {
    agrees(&args(12, 12, 4, 2, 4), &Pattern::batch(6, &[0..6, 1..6]));
    agrees(&args(12, 12, 2, 2, 4), &Pattern::batch(6, &[0..5, 1..6]));
}

#[test]
fn gradients_of_segments() {
    agrees(&args(15, 15, 2, 2, 4), &Pattern::segments(vec![5, 2, 5, 3]));
}

#[test]
fn gradients_behind_a_cache() {
    let pattern = Pattern::rows(5, 9, 3, vec![0..8, 2..8]);
    agrees(&args(10, 18, 2, 1, 4), &pattern);
}

#[test]
fn long_rows_are_worked_on_in_tiles() {
    let args = args(2 * 300, 2 * 300, 4, 2, 8);
    let pattern = Pattern::batch(300, &[0..300, 37..300]);
    check::same_as_f64(&args, |a| attention(&a[0], &a[1], &a[2], &pattern));
    let pattern = Pattern::segments(vec![400, 200]);
    check::same_as_f64(&args, |a| attention(&a[0], &a[1], &a[2], &pattern));
}

#[test]
fn a_step_equals_the_last_row_of_the_whole() {
    let [q, k, v] = args(2 * 50, 2 * 50, 4, 2, 8);
    let whole = attention(&q, &k, &v, &Pattern::batch(50, &[0..50, 20..50])).unwrap();
    let last = Tensor::new(&[49u32, 99], q.device()).unwrap();
    let pattern = Pattern::rows(1, 50, 49, vec![0..50, 20..50]);
    let step = attention(&q.index_select(&last, 0).unwrap(), &k, &v, &pattern).unwrap();
    let off = (step - whole.index_select(&last, 0).unwrap()).unwrap().abs().unwrap();
    assert!(off.max_all().unwrap().to_scalar::<f32>().unwrap() < 1e-6);
}

#[test]
fn padding_comes_out_as_zeros() {
    let [q, k, v] = args(12, 12, 4, 2, 4);
    let out = attention(&q, &k, &v, &Pattern::batch(6, &[0..6, 2..6])).unwrap();
    let rows: Vec<f32> = out.narrow(0, 6, 2).unwrap().flatten_all().unwrap().to_vec1().unwrap();
    assert!(rows.iter().all(|x| *x == 0.0));
}

#[test]
fn shapes_that_do_not_fit_are_refused() {
    let [q, k, v] = args(12, 12, 4, 2, 4);
    assert!(attention(&q, &k, &v, &Pattern::batch(5, &[0..5, 0..5])).is_err());
    let three = check::normal(&[12, 3, 4], 1);
    assert!(attention(&three, &k, &v, &Pattern::batch(6, &[0..6, 0..6])).is_err());
}
