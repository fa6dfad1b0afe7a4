//! A network's weights by name: out of it, and into one of the same shape.
//!
//! Names are the module path, for example `encoder.1.conv.weight`.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Tensor, TensorData};

/// Why weights do not fit a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    #[error("the weights lack `{0}`")]
    Missing(String),
    #[error("`{name}` has shape {found:?}, the network needs {expected:?}")]
    Shape {
        name: String,
        found: Vec<usize>,
        expected: Vec<usize>,
    },
    #[error("the weights hold `{0}`, which the network does not have")]
    Unused(String),
}

/// Reads every float parameter as f32. Blocks on the device, so not for a browser's WebGPU.
pub fn named_weights<M: Module>(network: &M) -> BTreeMap<String, TensorData> {
    let mut visitor = Collect::default();
    network.visit(&mut visitor);
    visitor.weights
}

/// Replaces every float parameter of `network` by the one of the same name.
///
/// The parameters that are replaced are never initialised, so nothing is computed in vain.
///
/// # Errors
/// A name that is missing or left over, or a shape that differs. The network is lost then.
pub fn load_weights<M: Module>(
    network: M,
    weights: BTreeMap<String, TensorData>,
) -> Result<M, WeightError> {
    let mut mapper = Replace {
        path: Vec::new(),
        weights,
        error: None,
    };
    let network = network.map(&mut mapper);
    if let Some(error) = mapper.error {
        return Err(error);
    }
    match mapper.weights.into_keys().next() {
        Some(name) => Err(WeightError::Unused(name)),
        None => Ok(network),
    }
}

/// Whether weights are those of a network whose own have these shapes (see [`UNetConfig::weight_shapes`]).
///
/// # Errors
/// As [`load_weights`].
///
/// [`UNetConfig::weight_shapes`]: crate::unet::UNetConfig::weight_shapes
pub fn check_shapes(
    weights: &BTreeMap<String, TensorData>,
    expected: &BTreeMap<String, Vec<usize>>,
) -> Result<(), WeightError> {
    for (name, expected) in expected {
        let data = weights.get(name);
        let data = data.ok_or_else(|| WeightError::Missing(name.clone()))?;
        let found = data.shape().to_vec();
        if found != *expected {
            return Err(WeightError::Shape {
                name: name.clone(),
                found,
                expected: expected.clone(),
            });
        }
    }
    match weights.keys().find(|name| !expected.contains_key(*name)) {
        Some(name) => Err(WeightError::Unused(name.clone())),
        None => Ok(()),
    }
}

#[derive(Default)]
struct Collect {
    path: Vec<String>,
    weights: BTreeMap<String, TensorData>,
}

impl ModuleVisitor for Collect {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let data = param.val().into_data().convert::<f32>();
        self.weights.insert(self.path.join("."), data);
    }
}

struct Replace {
    path: Vec<String>,
    weights: BTreeMap<String, TensorData>,
    error: Option<WeightError>,
}

impl ModuleMapper for Replace {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if self.error.is_some() {
            return param;
        }
        let name = self.path.join(".");
        let Some(data) = self.weights.remove(&name) else {
            self.error = Some(WeightError::Missing(name));
            return param;
        };
        let expected = param.lazy_shape().to_vec();
        let found = data.shape().to_vec();
        if found != expected {
            self.error = Some(WeightError::Shape {
                name,
                found,
                expected,
            });
            return param;
        }
        Param::from_data(data, &param.lazy_device())
    }
}
