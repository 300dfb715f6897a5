// SPDX-License-Identifier: Apache-2.0
//
// Where tests read data that no one here made: a folder named by an environment variable, or else its
// usual place beside the checkout. Where it is absent a test says so in one clear line and is skipped.

import Foundation

package enum SharedData {
    /// The folder, or nil (after printing why) when it isn't there.
    /// - Parameters:
    ///   - variable: the environment variable that overrides the place, such as `VDAF_VECTORS`.
    ///   - path: the usual place below `../shared`, such as `vectors/vdaf`.
    package static func folder(_ variable: String, path: String) -> URL? {
        let environment = ProcessInfo.processInfo.environment
        let place =
            environment[variable]
            ?? FileManager.default.currentDirectoryPath + "/../shared/" + path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder), isFolder.boolValue else {
            print("skipped: no folder at \(place); set \(variable) to the place of \(path)")
            return nil
        }
        return URL(fileURLWithPath: place, isDirectory: true)
    }
}
