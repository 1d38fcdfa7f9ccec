@testable import DustyCore

/// An import of a project in the form in which Compose prints it, written as YAML, of which JSON is a part.
func imported(
    _ resolved: String,
    written: String? = nil,
    _ facts: ImportFacts = ImportFacts(directory: "/specs")
)
    throws -> ComposeImport
{
    ComposeImport(try ImportedProject(resolved: resolved, written: written ?? resolved), facts)
}

extension ComposeImport {
    /// What became of a field: `outcome note`, each.
    func rows(_ service: String?, _ field: String) -> [String] {
        fields.filter { $0.service == service && $0.field == field }
            .map { [$0.outcome.rawValue, $0.note].compactMap { $0 }.joined(separator: " ") }
    }

    /// The specs, as they would be read.
    var specs: Specs { Specs.decode(SpecSources(files: files)).specs }
}
