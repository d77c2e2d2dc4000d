//! The engine's figures, natively: events a second, bytes a kept step, and seeking. `cargo bench --bench engine`.

// A bench may look at a clock; the engine may not.
#![allow(clippy::disallowed_types)]

mod workload;

use quorarium::protocol::erased::Kind;
use quorarium::protocols::kinds;
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use workload::{LONG, history, percentile, places, world};

/// The system's allocator with a count of the bytes that are held.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

/// The bench has one thread, so a plain read and write will do: a locked one would be measured with the rest.
fn count(more: usize, less: usize) {
    let held = HELD.load(Ordering::Relaxed);
    HELD.store(held.wrapping_add(more).wrapping_sub(less), Ordering::Relaxed);
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// All protocols, or those named on the command line.
fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let wanted = |name: &str| named.is_empty() || named.iter().any(|word| word == name);
    kinds().filter(|house| wanted(house.name())).for_each(figures);
}

fn figures(kind: &'static dyn Kind) {
    let name = kind.name();
    let bare = rate(|| drop(black_box(world(kind, LONG))));
    println!("{name:<11} events/s, world alone                  {bare:>12.0}");
    let kept = rate(|| drop(black_box(history(kind, LONG))));
    println!("{name:<11} events/s, with history                 {kept:>12.0}");
    let before = HELD.load(Ordering::Relaxed);
    let mut long = history(kind, LONG);
    let held = HELD.load(Ordering::Relaxed) - before;
    println!(
        "{name:<11} bytes a kept step                      {:>12.1}",
        held as f64 / LONG as f64
    );
    let mut times: Vec<f64> = Vec::new();
    for place in places(LONG, 2_000) {
        let start = Instant::now();
        long.seek(place);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let median = percentile(&mut times, 50);
    println!("{name:<11} seek in {LONG} steps, median, ms     {median:>12.3}");
    let slow = percentile(&mut times, 99);
    println!("{name:<11} seek in {LONG} steps, p99, ms        {slow:>12.3}");
}

/// Events a second: the median of five runs, the first thrown away.
fn rate(run: impl Fn()) -> f64 {
    let mut rates: Vec<f64> = (0..6)
        .map(|_| {
            let start = Instant::now();
            run();
            LONG as f64 / start.elapsed().as_secs_f64()
        })
        .skip(1)
        .collect();
    percentile(&mut rates, 50)
}
