//! probe
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod base;
mod negatives;
mod twins;
use base::*;
use std::collections::BTreeMap;
use std::sync::Mutex;
use synth_dedup::compare::compare;
use synth_dedup::perceptual::*;
use synth_dedup::raster::Raster;
type Rows = BTreeMap<String, Vec<(f64, f64, f64, f64, String)>>;
fn main() {
    let n: u64 = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(100);
    let rows: Mutex<Rows> = Mutex::default();
    std::thread::scope(|s| {
        for t in 0..2u64 {
            let rows = &rows;
            s.spawn(move || {
                for i in (t..n).step_by(2) {
                    let Some(b) = Base::make(i) else { continue };
                    let Some(p) = draw(&b.svg) else { continue };
                    let h = Perceptual::of(&p);
                    let mut note = |name: String, q: &Raster| {
                        let g = Perceptual::of(q);
                        let c = compare(&p, q);
                        let r = (
                            hamming(&h.frequency, &g.frequency) as f64,
                            hamming(&h.gradient, &g.gradient) as f64,
                            h.colour_distance(&g) as f64,
                            c.excess as f64,
                            format!("{} {i} {:?}", b.family.card.name, c.at),
                        );
                        rows.lock().unwrap().entry(name).or_default().push(r);
                    };
                    for t in twins::TWINS {
                        let mut rng = b.stream.child(t.name).rng();
                        note(format!("a {}", t.name), &(t.make)(&p, &mut rng));
                    }
                    for neg in negatives::NEGATIVES {
                        let mut rng = b.stream.child(neg.name).rng();
                        let Some(svg) = (neg.make)(&b.svg, &mut rng) else { continue };
                        let Some(q) = draw(&svg) else { continue };
                        note(format!("n {}", neg.name), &q);
                        note(format!("n {} +jpeg75", neg.name), &twins::jpeg(&q, 75, true));
                        note(format!("n {} +75%", neg.name), &twins::resized(&q, 0.75, &mut rng));
                        note(format!("n {} +50%", neg.name), &twins::resized(&q, 0.5, &mut rng));
                        note(format!("n {} +noise10", neg.name), &twins::noisy(&q, 10.0, &mut rng));
                    }
                }
            });
        }
    });
    for (name, mut r) in rows.into_inner().unwrap() {
        let len = r.len();
        let q = |f: fn(&(f64, f64, f64, f64, String)) -> f64| {
            let mut v: Vec<f64> = r.iter().map(f).collect();
            v.sort_by(f64::total_cmp);
            [0.0, 0.01, 0.5, 0.99, 1.0]
                .map(|s| v[((len - 1) as f64 * s) as usize])
                .map(|v| format!("{v:.2}"))
                .join(" ")
        };
        println!(
            "{name:50} {len} freq[{}] grad[{}] col[{}] exc[{}]",
            q(|r| r.0),
            q(|r| r.1),
            q(|r| r.2),
            q(|r| r.3)
        );
        let neg = name.starts_with('n');
        r.sort_by(|a, b| if neg { a.3.total_cmp(&b.3) } else { b.3.total_cmp(&a.3) });
        for x in r.iter().take(3) {
            println!("      {:.2} {}", x.3, x.4);
        }
    }
}
