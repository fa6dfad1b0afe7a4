//! Memory that layers use one after the other.

use super::microkernel::PanelRow;

/// What one layer leaves in it means nothing to the next.
#[derive(Default)]
pub struct Workspace {
    /// Inputs, rearranged for the product.
    pub panels: Vec<PanelRow>,
    /// Products of a Winograd layer before its outputs are put together.
    pub products: Vec<PanelRow>,
}
