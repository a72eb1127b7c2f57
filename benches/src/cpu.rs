//! CPU time as the kernel counts it.

use anyhow::Context as _;

/// Kernel ticks of `/proc/<pid>/stat` in a second; Linux shows user space 100 on every machine.
const TICKS_PER_SECOND: f64 = 100.0;

/// User and system time of a process so far, in seconds; steps of 10 ms.
pub fn of_process(pid: u32) -> anyhow::Result<f64> {
    let path = format!("/proc/{pid}/stat");
    let stat = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    // The name may contain spaces, so fields are counted behind its closing bracket.
    let (_, fields) = stat.rsplit_once(')').context("no process name")?;
    let ticks = |place: usize| -> anyhow::Result<f64> {
        Ok(fields.split_whitespace().nth(place).context("too few fields")?.parse()?)
    };
    Ok((ticks(11)? + ticks(12)?) / TICKS_PER_SECOND)
}

/// Time on the processor of the calling thread so far, in seconds; in nanosecond steps.
pub fn of_this_thread() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").context("no scheduler statistics")?;
    let nanoseconds: f64 = stat.split(' ').next().context("no time")?.parse()?;
    Ok(nanoseconds / 1e9)
}
