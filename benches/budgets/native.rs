//! Natively: records through the whole path, what the time goes to, memory for a record, seeking.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use partitura::scenario::{Document, Session};
use serde_json::Value;

use crate::{
    table::{Budget, Table, median},
    workload,
};

const RUNS: usize = 5;

/// Counts the bytes that are in use.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator; only a counter is kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(place, layout) }
    }

    // What is left out is made of these two, at the price of a copy.
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        IN_USE.fetch_add(size, Ordering::Relaxed);
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn open(document: &Value) -> Session {
    let document = Document::from_json(&document.to_string()).expect("a workload is a good document");
    Session::new(document).expect("a workload is a good document")
}

/// Seconds for a whole run.
fn run(document: &Value) -> f64 {
    let mut session = open(document);
    let start = Instant::now();
    session.run(workload::UNTIL_MS);
    start.elapsed().as_secs_f64()
}

pub fn measure(table: &mut Table) {
    let (mut whole, mut produce) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        whole.push(run(&workload::whole_path()));
        produce.push(run(&workload::produce_only()));
    }
    let records = workload::RECORDS as f64;
    let (whole, produce) = (median(whole), median(produce));
    table.add(
        "native: records through the whole path",
        records / whole,
        "records/s",
        Budget::AtLeast(500_000.0),
    );
    let share = 100.0 * (produce / whole).min(1.0);
    table.add(
        "native: of this, template to appended batch",
        share,
        "% of the time",
        Budget::None,
    );
    table.add(
        "native: of this, fetch to committed offset",
        100.0 - share,
        "% of the time",
        Budget::None,
    );
    memory(table);
    seek(table);
    cluster(table);
}

/// How much faster than real time a large cluster goes, once it is at work.
fn cluster(table: &mut Table) {
    let mut session = open(&workload::large_cluster());
    session.run(workload::CLUSTER_STARTS_MS);
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        session.run(workload::CLUSTER_RUN_MS);
        times.push(workload::CLUSTER_RUN_MS as f64 / 1000.0 / start.elapsed().as_secs_f64());
    }
    table.add(
        "native: 30 brokers, 200 partitions, 20 groups, 1,000 records/s",
        median(times),
        "× real time",
        Budget::AtLeast(50.0),
    );
}

fn memory(table: &mut Table) {
    let before = IN_USE.load(Ordering::Relaxed);
    let mut session = open(&workload::whole_path());
    session.run(workload::UNTIL_MS);
    let committed: i64 = session
        .world()
        .groups()
        .flat_map(|(_, _, group)| group.offsets.values())
        .map(|committed| committed.offset.0)
        .sum();
    assert_eq!(committed, workload::RECORDS as i64, "the workload must come to its end");
    let used = IN_USE.load(Ordering::Relaxed) - before;
    let each = used as f64 / workload::RECORDS as f64;
    table.add(
        "native: memory per record of 100 bytes, read, with checkpoints",
        each,
        "bytes",
        Budget::None,
    );
}

fn seek(table: &mut Table) {
    let mut session = open(&workload::many_commands());
    session.run(205_000);
    let mut times = Vec::new();
    for n in 0..100u64 {
        let to = n * 7_919 % 200_000;
        let start = Instant::now();
        session.seek(to);
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let worst = times.iter().copied().fold(0.0, f64::max);
    table.add(
        "native: seek in 10,000 commands, median",
        median(times),
        "ms",
        Budget::AtMost(50.0),
    );
    table.add(
        "native: seek in 10,000 commands, slowest of 100",
        worst,
        "ms",
        Budget::AtMost(50.0),
    );
}
