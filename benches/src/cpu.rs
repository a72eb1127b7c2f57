//! CPU time as the kernel counts it.

use anyhow::Context as _;

/// Kernel ticks of `/proc/<pid>/stat` in a second; Linux shows user space 100 on every machine.
const TICKS_PER_SECOND: f64 = 100.0;

/// User and system time so far, in seconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Used {
    /// In the program.
    pub user: f64,
    /// In the kernel on its behalf.
    pub system: f64,
}

impl Used {
    /// Both together.
    pub fn sum(self) -> f64 {
        self.user + self.system
    }

    /// What was used since `before`, divided by `calls`, in microseconds.
    #[must_use]
    pub fn per_call(self, before: Self, calls: usize) -> Self {
        let each = |now: f64, then: f64| (now - then) / calls as f64 * 1e6;
        Self { user: each(self.user, before.user), system: each(self.system, before.system) }
    }
}

impl std::ops::Add for Used {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { user: self.user + other.user, system: self.system + other.system }
    }
}

/// What a process used; in steps of 10 ms.
pub fn of_process(pid: u32) -> anyhow::Result<Used> {
    let path = format!("/proc/{pid}/stat");
    let stat = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    // The name may contain spaces, so fields are counted behind its closing bracket.
    let (_, fields) = stat.rsplit_once(')').context("no process name")?;
    let ticks = |place: usize| -> anyhow::Result<f64> {
        let ticks: f64 = fields.split_whitespace().nth(place).context("too few fields")?.parse()?;
        Ok(ticks / TICKS_PER_SECOND)
    };
    Ok(Used { user: ticks(11)?, system: ticks(12)? })
}

/// Time on the processor of the calling thread so far, in seconds; in nanosecond steps.
pub fn of_this_thread() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").context("no scheduler statistics")?;
    let nanoseconds: f64 = stat.split(' ').next().context("no time")?.parse()?;
    Ok(nanoseconds / 1e9)
}
