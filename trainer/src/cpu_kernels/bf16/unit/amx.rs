//! The sum on a matrix unit (AMX), whose registers are tiles.

use std::arch::asm;
use std::arch::x86_64::__cpuid_count;

use super::{Operand, Sum, TILE, TILE_ROW_BYTES, TileProduct};

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

/// Whether the processor has the unit for bfloat16 and the system allows its use; asks for it.
pub fn is_allowed() -> bool {
    let features = __cpuid_count(7, 0);
    let has = |bit: u32| features.edx >> bit & 1 == 1;
    let (tiles, bf16) = (has(24), has(22));
    // SAFETY: this call takes two numbers and changes nothing but what the process may use.
    tiles
        && bf16
        && unsafe { libc::syscall(libc::SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) } == 0
}

/// See [`Bf16Unit::add_up`](super::Bf16Unit::add_up).
///
/// # Safety
/// As there; and [`is_allowed`] must have said so.
pub unsafe fn add_up(steps: &[TileProduct], left: Operand, right: Operand, sum: Sum) {
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
                    sum = in(reg) sum.start,
                    sum_row = in(reg) sum.row_bytes,
                    out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                    out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                    options(nostack),
                )
            }
        };
    }
    if sum.lower {
        products!(
            "add {at}, {left_second}\n tileloadd tmm5, [{at} + {left_row}*1]",
            "tdpbf16ps tmm2, tmm5, tmm6\n tdpbf16ps tmm3, tmm5, tmm7",
            "tilestored [{at} + {sum_row}*1], tmm2\n tilestored [{at} + {sum_row}*1 + 64], tmm3"
        )
    } else {
        products!("", "", "")
    }
}
