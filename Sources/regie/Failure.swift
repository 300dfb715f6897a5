// SPDX-License-Identifier: Apache-2.0
//
// How a command ends badly: one sentence on standard error and an exit status. 2 is bad input, 3 a study
// that is refused or needs a ballot, 1 everything else.

import ArgumentParser
import Cedar
import Foundation
import Governance
import HolderNode
import Policies
import Sandbox
import Studies
import TransparencyLog

enum Failure {
    static func reported(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ExitCode {
            throw error
        } catch let error as Refusal {
            throw say(error.description, status: 2)
        } catch let error as StudyError {
            throw say(error.description, status: 2)
        } catch let error as GovernanceError {
            throw say(error.description, status: 2)
        } catch let error as LogError {
            throw say(error.description, status: 2)
        } catch let error as CedarError {
            throw say(error.description, status: 2)
        } catch let error as PolicyObjections {
            throw say(error.description, status: 2)
        } catch let error as HolderError {
            throw say(error.sentence, status: 2)
        } catch let error as CleanExit {
            throw error
        } catch {
            throw say("\(error)", status: 1)
        }
    }

    private static func say(_ sentence: String, status: Int32) -> ExitCode {
        FileHandle.standardError.write(Data("regie: \(sentence)\n".utf8))
        return ExitCode(status)
    }
}
