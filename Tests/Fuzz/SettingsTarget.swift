import DustyCore
import Yams

@testable import dustyd

/// `config.yml`, `env.yml` and files of variables: what Dusty makes of them it writes so that it reads the same.
enum SettingsTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        if let document = try? SettingsDocument(bytes, path: "config.yml"), let settings = try? document.settings() {
            rewrite(document, settings)
        }
        if let variables = try? SettingsDocument(bytes, path: "env.yml").variables() {
            again(variables)
        }
        if let variables = try? EnvOverrides.decode(bytes.text, file: "given.yml") { again(variables) }
        if let file = try? EnvFile(bytes.text, file: ".env", environment: [:]) {
            for variable in file.variables where variable.fault == nil {
                let text = "\(variable.name)=\(variable.value)\n"
                let read = try? EnvFile(text, file: ".env", environment: [:]).variables
                require(read == [variable] || variable.value.utf8.last == 0x0D, "a variable is read as written")
            }
        }
        let tree = RedactedTree(bytes.text)
        if let text = tree.text(Redactor())?.text {
            do { _ = try Yams.compose(yaml: text) } catch {
                fatalError("YAML is YAML no more: \(text.debugDescription)")
            }
        }
        _ = UnreadableValues.all(in: bytes.text)
    }

    private static func rewrite(_ document: SettingsDocument, _ settings: Settings) {
        guard let text = try? document.text("# Settings\n", settings) else { return }
        guard let read = try? SettingsDocument(Array(text.utf8), path: "config.yml"),
            var again = try? read.settings()
        else { fatalError("settings cannot be read again: \(text)") }
        again.envOverrides = settings.envOverrides
        require(again == settings, "settings are read as written: \(text)")
    }

    private static func again(_ variables: [String: [String: Secret]]) {
        let text = SettingsDocument.text("# Variables\n", variables).revealed
        let read = try? SettingsDocument(Array(text.utf8), path: "env.yml").variables()
        require(read == variables, "variables are read as written: \(text.debugDescription)")
    }
}
