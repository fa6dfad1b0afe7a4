//! The unit itself: whether there is one, and the product that everything here is made of.

/// Rows of a tile, and its columns of f32 or of pairs of bfloat16.
pub const TILE: usize = 16;
/// Bytes of one row of a tile.
pub const TILE_ROW_BYTES: usize = 64;
/// Pairs of bfloat16 in one tile.
pub const TILE_PAIRS: usize = TILE * TILE;
/// Bytes of one tile.
pub const TILE_BYTES: usize = TILE * TILE_ROW_BYTES;
/// Rows and columns of [`MatrixUnit::add_up`]'s result: two tiles each way.
pub const BLOCK: usize = 2 * TILE;

/// Proof that the processor has the unit, with it AVX-512 (F, BW, VL), and that the system lets this process
/// use it. What is compiled for these asks for it, so that nothing of it runs where they are not.
#[derive(Debug, Clone, Copy)]
pub struct MatrixUnit(());

/// Where tiles lie in memory: `base` plus a step's offset, its rows `row_bytes` apart; the second
/// tile of a block `second` bytes further on.
#[derive(Debug, Clone, Copy)]
pub struct Operand {
    pub base: *const u8,
    pub row_bytes: usize,
    pub second: usize,
}

/// One product of two tiles: the offsets of the left and the right one, in bytes.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct TileProduct {
    pub left: usize,
    pub right: usize,
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod amx {
    use std::arch::asm;
    use std::arch::x86_64::__cpuid_count;

    use super::{MatrixUnit, Operand, TILE, TILE_ROW_BYTES, TileProduct};

    /// `arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA)`: since Linux 5.16 a process asks for the
    /// tiles' registers before it uses them.
    const REQUEST_PERMISSION: libc::c_long = 0x1023;
    const TILE_DATA: libc::c_long = 18;

    /// Sizes of the eight tile registers, as `ldtilecfg` reads them.
    #[repr(C, align(64))]
    struct Configuration {
        palette: u8,
        start_row: u8,
        reserved: [u8; 14],
        row_bytes: [u16; 16],
        rows: [u8; 16],
    }

    const fn configuration() -> Configuration {
        let mut row_bytes = [0; 16];
        let mut rows = [0; 16];
        let mut register = 0;
        while register < 8 {
            row_bytes[register] = TILE_ROW_BYTES as u16;
            rows[register] = TILE as u8;
            register += 1;
        }
        Configuration {
            palette: 1,
            start_row: 0,
            reserved: [0; 14],
            row_bytes,
            rows,
        }
    }

    static CONFIGURATION: Configuration = configuration();

    impl MatrixUnit {
        /// The unit, if the processor has one for bfloat16 and the system allows its use.
        pub fn open() -> Option<Self> {
            let features = __cpuid_count(7, 0);
            let has = |register: u32, bit: u32| register >> bit & 1 == 1;
            let (tiles, bf16) = (has(features.edx, 24), has(features.edx, 22));
            // The loops around the unit are compiled for AVX-512, which came long before it; a virtual
            // machine may hide it all the same.
            let vectors = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl");
            if !(tiles && bf16 && vectors) {
                return None;
            }
            // SAFETY: this call takes two numbers and changes nothing but what the process may use.
            let refused =
                unsafe { libc::syscall(libc::SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) };
            (refused == 0).then_some(Self(()))
        }

        /// Writes the sum of `steps` products into 32×32 values at `sum`, whose rows lie `sum_row_bytes`
        /// apart; only the upper 16 rows without `lower`.
        ///
        /// # Safety
        /// All tiles of all steps must lie in memory that may be read, and the sum in memory that may
        /// be written.
        pub unsafe fn add_up(
            self,
            steps: &[TileProduct],
            left: Operand,
            right: Operand,
            sum: *mut f32,
            sum_row_bytes: usize,
            lower: bool,
        ) {
            // The system saves these registers with every thread from its first use on, unless they
            // are released; so nothing of them outlives this call.
            macro_rules! products {
                ($load_lower:literal, $multiply_lower:literal, $store_lower:literal) => {
                    // SAFETY: the caller vouches for the addresses; all registers that change are
                    // declared.
                    unsafe {
                        asm!(
                            "ldtilecfg [{at}]",
                            "test {count}, {count}",
                            "jz 3f",
                            "2:",
                            "mov {at}, [{steps}]",
                            "add {at}, {left}",
                            "tileloadd tmm4, [{at} + {left_row}*1]",
                            $load_lower,
                            "mov {at}, [{steps} + 8]",
                            "add {at}, {right}",
                            "tileloadd tmm6, [{at} + {right_row}*1]",
                            "add {at}, {right_second}",
                            "tileloadd tmm7, [{at} + {right_row}*1]",
                            "tdpbf16ps tmm0, tmm4, tmm6",
                            "tdpbf16ps tmm1, tmm4, tmm7",
                            $multiply_lower,
                            "add {steps}, 16",
                            "dec {count}",
                            "jnz 2b",
                            "3:",
                            "tilestored [{sum} + {sum_row}*1], tmm0",
                            "tilestored [{sum} + {sum_row}*1 + 64], tmm1",
                            "mov {at}, {sum_row}",
                            "shl {at}, 4",
                            "add {at}, {sum}",
                            $store_lower,
                            "tilerelease",
                            // Uses of the lower tiles' operand that are not in every form.
                            "/* {left_second} */",
                            at = inout(reg) &CONFIGURATION => _,
                            steps = inout(reg) steps.as_ptr() => _,
                            count = inout(reg) steps.len() => _,
                            left = in(reg) left.base,
                            left_row = in(reg) left.row_bytes,
                            left_second = in(reg) left.second,
                            right = in(reg) right.base,
                            right_row = in(reg) right.row_bytes,
                            right_second = in(reg) right.second,
                            sum = in(reg) sum,
                            sum_row = in(reg) sum_row_bytes,
                            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                            options(nostack),
                        )
                    }
                };
            }
            if lower {
                products!(
                    "add {at}, {left_second}\n tileloadd tmm5, [{at} + {left_row}*1]",
                    "tdpbf16ps tmm2, tmm5, tmm6\n tdpbf16ps tmm3, tmm5, tmm7",
                    "tilestored [{at} + {sum_row}*1], tmm2\n tilestored [{at} + {sum_row}*1 + 64], tmm3"
                )
            } else {
                products!("", "", "")
            }
        }
    }
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
impl MatrixUnit {
    /// None on this system.
    pub fn open() -> Option<Self> {
        None
    }

    /// # Safety
    /// Never called: there is no unit to call it on.
    pub unsafe fn add_up(
        self,
        _steps: &[TileProduct],
        _left: Operand,
        _right: Operand,
        _sum: *mut f32,
        _sum_row_bytes: usize,
        _lower: bool,
    ) {
        unreachable!("there is no matrix unit on this system")
    }
}
