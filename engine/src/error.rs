//! Everything that can go wrong in an engine, each as one sentence for the person at the page.

use facade_model::bundle::BundleError;
use facade_model::model_list::WrongFile;
use facade_model::pixels::PixelError;

use facade_protocol::FailureKind;

/// A failure of the engine. Its text is a whole sentence; [`EngineError::kind`] tells the page what
/// it can offer in return.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(
        "{file} could not be downloaded; check the connection and try again ({}).",
        one_line(reason)
    )]
    Unreachable { file: String, reason: String },
    #[error("The server would not send {file} (HTTP {status}); try again later.")]
    Refused { file: String, status: u16 },
    #[error("{file} is missing on the server (HTTP {status}).")]
    FileMissing { file: String, status: u16 },
    #[error(
        "There is no memory left for {file} ({length_bytes} bytes); close other pages and try again."
    )]
    NoMemory { file: String, length_bytes: u64 },
    #[error("There is no model called “{name}”; there is {}.", known.join(", "))]
    UnknownModel { name: String, known: Vec<String> },
    #[error("None of the models has a critic.")]
    NoCritic,
    #[error("The list of models, {file}, makes no sense ({}).", one_line(reason))]
    BadList { file: String, reason: String },
    #[error("{file} arrived damaged: {source}.")]
    WrongFile { file: String, source: WrongFile },
    #[error("{file} cannot be used ({}).", one_line(&source.to_string()))]
    BadBundle { file: String, source: BundleError },
    #[error("This browser offers no graphics adapter for WebGPU.")]
    NoAdapter,
    #[error("The graphics adapter refused to work ({}).", one_line(reason))]
    AdapterRefused { reason: String },
    #[error(
        "The graphics device was lost; the drawing is kept ({}).",
        one_line(reason)
    )]
    DeviceLost { reason: String },
    #[error(
        "The page (build {page}) and its engine (build {engine}) do not match; reload the page."
    )]
    StaleBuild { page: String, engine: String },
    #[error("The drawing could not be read ({0}).")]
    BadDrawing(#[from] PixelError),
    #[error("The engine could not finish ({}).", one_line(reason))]
    Execution { reason: String },
    #[error(
        "The page sent the engine something it cannot read ({}).",
        one_line(reason)
    )]
    BadMessage { reason: String },
    #[error("The engine was asked for a picture before it had a model.")]
    NotLoaded,
}

impl EngineError {
    /// What the page needs to know to choose between a retry, the other backend and a reload.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Unreachable { .. } | Self::Refused { .. } => FailureKind::Network,
            Self::FileMissing { .. } | Self::UnknownModel { .. } | Self::NoCritic => {
                FailureKind::Missing
            }
            Self::BadList { .. } | Self::WrongFile { .. } | Self::BadBundle { .. } => {
                FailureKind::Corrupt
            }
            Self::NoAdapter | Self::AdapterRefused { .. } => FailureKind::NoAdapter,
            Self::DeviceLost { .. } => FailureKind::DeviceLost,
            Self::StaleBuild { .. } => FailureKind::StaleBuild,
            Self::NoMemory { .. }
            | Self::BadDrawing(_)
            | Self::Execution { .. }
            | Self::BadMessage { .. }
            | Self::NotLoaded => FailureKind::Internal,
        }
    }
}

/// Reasons given by libraries may run over several lines, end in a full stop or in a backtrace; a
/// sentence in a status line may not.
pub(super) fn one_line(reason: &str) -> String {
    let without_backtrace = reason.split("Backtrace:").next().unwrap_or_default();
    let words: Vec<&str> = without_backtrace.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_reason_of_several_lines_still_gives_one_sentence() {
        let error = EngineError::Execution {
            reason: "An error happened during execution\nCaused by:\n  out of memory.\n\
                     Backtrace:\nnone"
                .into(),
        };
        assert_eq!(
            error.to_string(),
            "The engine could not finish (An error happened during execution Caused by: out of memory)."
        );
    }

    #[test]
    fn an_unknown_model_is_answered_with_the_names_there_are() {
        let error = EngineError::UnknownModel {
            name: "large".into(),
            known: vec!["lite".into(), "full".into()],
        };
        assert_eq!(
            error.to_string(),
            "There is no model called “large”; there is lite, full."
        );
        assert_eq!(error.kind(), FailureKind::Missing);
    }
}
