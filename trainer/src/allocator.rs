//! Memory between training steps: kept, not given back.
//!
//! A step allocates and frees hundreds of tensors of megabytes. glibc maps each from the system and
//! unmaps it again, and the system clears every page anew: an eighth of a step's time. With these
//! settings freed memory stays with the process for the next step. Peak use is the same.

/// Asks the C library to keep what is freed. Other systems' allocators are left as they are.
pub fn keep_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        /// Larger than any tensor of a step.
        const NEVER: libc::c_int = libc::c_int::MAX;
        // SAFETY: `mallopt` takes two integers and may be called at any time; a refused setting is
        // a slower step and nothing else.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, NEVER);
            libc::mallopt(libc::M_TRIM_THRESHOLD, NEVER);
        }
    }
}
