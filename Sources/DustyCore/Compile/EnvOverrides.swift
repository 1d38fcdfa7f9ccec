/// Reads environment variables that override the specs: `{app-or-service: {VAR: value}}`, as JSON or YAML.
public enum EnvOverrides {
    /// The variables by app or service. Throws `.invalid` with the place of the error; `file` is only named in
    /// messages.
    public static func decode(_ text: String, file: String) throws(DustyError) -> [String: [String: Secret]] {
        do throws(SpecProblem) {
            let node = try SpecDocument.read(text, file: file, holdsSecrets: true)
            if node.isNull { return [:] }
            guard case .map(let apps) = node.content else {
                throw problem(node, "", "this must be a mapping of apps and services", file)
            }
            var result: [String: [String: Secret]] = [:]
            for app in apps where !app.value.isNull {
                guard case .map(let variables) = app.value.content else {
                    throw problem(app.value, app.key, "this must be a mapping of variables", file)
                }
                result[app.key] = [:]
                for variable in variables {
                    guard let value = variable.value.value.text else {
                        throw problem(variable.value, "\(app.key).\(variable.key)", "this must be a text", file)
                    }
                    result[app.key]?[variable.key] = Secret(value)
                }
            }
            return result
        } catch {
            throw DustyError(.invalid, error.description, hint: error.hint)
        }
    }

    private static func problem(_ node: SpecNode, _ key: String, _ message: String, _ file: String) -> SpecProblem {
        SpecProblem(file: file, line: node.place.line, column: node.place.column, key: key, message: message)
    }
}
