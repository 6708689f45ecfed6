import ArgumentParser
import Environments
import Evaluation
import Foundation
import LanguageModels
import Recipes
import RunStore
import Sampling
import Sandbox
import Tokenizers
import Torch
import Training

/// Errors to documented exit codes; see DESIGN §11.
enum Failure {
    static func exit(_ error: any Error, as root: any ParsableCommand.Type) -> Never {
        guard let code = code(of: error) else { root.exit(withError: error) }
        Console.complain("\(error)")
        Foundation.exit(code)
    }

    /// `nil` for errors that the argument parser prints and numbers.
    private static func code(of error: any Error) -> Int32? {
        switch error {
        case let error as TrainingError:
            switch error {
            case .policyMismatch: return 3
            case .verifierFailed, .classifierFailed: return 4
            case .noValidTask: return 5
            case .refusedContent: return 6
            case .notFinite, .checkpointMismatch, .noRollouts, .promptTooLong, .badData: return 65
            }
        case VerifierError.failed: return 4
        case let error as DatasetError: return code(error)
        case .rows(let error) as SuiteError: return code(error)
        case is RecipeError, is ModelError, is SafetensorsError, is TokenizerError, is SamplingError,
            is ChatTemplateError, is RunStoreError, is SuiteError, is EvaluationError, is StatisticsError, is VerifierError,
            is ContentScreenError, is ProgramFileError:
            return 65
        case is LineReader.Unreadable: return 65
        case is DeviceError, is MathVerifyError, is SandboxError: return 69
        case let error as TorchError: return error.isOutOfMemory ? 69 : 70
        case is CancellationError: return 130
        default: return nil
        }
    }

    private static func code(_ error: DatasetError) -> Int32 { error.isPartMissing ? 69 : 65 }
}
