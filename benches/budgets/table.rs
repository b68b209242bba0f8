//! One table: what, measured, budget, ratio.

/// Which side of its budget a figure should be on.
#[derive(Clone, Copy)]
pub enum Budget {
    AtLeast(f64),
    AtMost(f64),
    /// Told for its own sake.
    None,
}

struct Row {
    what: String,
    measured: f64,
    unit: &'static str,
    budget: Budget,
}

#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    pub fn add(&mut self, what: impl Into<String>, measured: f64, unit: &'static str, budget: Budget) {
        let row = Row {
            what: what.into(),
            measured,
            unit,
            budget,
        };
        println!("{}: {} {}", row.what, number(row.measured), row.unit);
        self.rows.push(row);
    }

    pub fn print(&self) {
        println!("\n| what | measured | budget | measured / budget |");
        println!("| --- | ---: | ---: | ---: |");
        for row in &self.rows {
            let (budget, ratio) = match row.budget {
                Budget::AtLeast(floor) => (format!("≥ {}", number(floor)), format!("{:.2}", row.measured / floor)),
                Budget::AtMost(ceiling) => (
                    format!("≤ {}", number(ceiling)),
                    format!("{:.2}", row.measured / ceiling),
                ),
                Budget::None => ("–".to_string(), "–".to_string()),
            };
            println!(
                "| {} | {} {} | {budget} | {ratio} |",
                row.what,
                number(row.measured),
                row.unit
            );
        }
    }
}

/// Large numbers in groups of three, small ones with two places.
fn number(value: f64) -> String {
    if value.abs() < 100.0 {
        return format!("{value:.2}");
    }
    let digits = format!("{value:.0}");
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}

/// The middle of some measurements.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value that this share of the measurements does not exceed.
pub fn percentile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = ((values.len() as f64 * share).ceil() as usize).saturating_sub(1);
    values.get(place).copied().unwrap_or(f64::NAN)
}
