//! The generator as an [ONNX](https://onnx.ai/onnx/repo-docs/IR.html) graph in f32, which other
//! inference engines run.
//!
//! Input `labels` `[N, channels, 256, 256]`, one-hot for a label-conditioned generator; output
//! `picture` `[N, 3, 256, 256]` in −1..1. The graph uses standard operators only. What the
//! file says of its generator beside, and how `trainer import` and the page read it again, is [`facade_import::onnx`]'s.

mod graph;

use anyhow::Result;
use facade_import::onnx::description::{DESCRIPTION_KEY, digest};
use facade_import::onnx::messages::{Model, OperatorSet, StringEntry};
use prost::Message;

use super::ExportedGenerator;

/// The operators' version: every one that the graph needs is in it, unchanged since.
const OPERATOR_SET: i64 = 17;
/// The file format's version that came with [`OPERATOR_SET`] (ONNX 1.12).
const IR_VERSION: i64 = 8;

/// Encodes the graph of the folded generator.
///
/// # Errors
/// A description that cannot be written as JSON.
pub fn encode(generator: &ExportedGenerator) -> Result<Vec<u8>> {
    let network = generator.network.clone().folded();
    let graph = graph::of(network.clone(), &generator.name);
    let sha256 = digest(&graph.initializer);
    let model = Model {
        ir_version: IR_VERSION,
        producer_name: env!("CARGO_PKG_NAME").to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        opset_import: vec![OperatorSet {
            domain: String::new(),
            version: OPERATOR_SET,
        }],
        metadata_props: vec![StringEntry {
            key: DESCRIPTION_KEY.to_owned(),
            value: generator.description(&network, Some(sha256))?,
        }],
        graph: Some(graph),
    };
    Ok(model.encode_to_vec())
}
