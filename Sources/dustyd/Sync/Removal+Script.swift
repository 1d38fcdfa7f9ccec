import DustyCore

extension Removal {
    /// As many names as one line of the script has at most.
    private static let width = 200

    /// The same for the shell of another machine: a whole script for its standard input, whose `$1` and `$2` are the
    /// trusted directory and the path of the copy below it. Prints how many entries were deleted, and fails when
    /// something could not be deleted that should have been.
    var script: [UInt8] {
        var script = Array(Self.beginning.text.utf8)
        for group in groups {
            script +=
                Array("at ".utf8) + Self.quoted([UInt8(ascii: ".")] + (group.parent.isEmpty ? [] : [47] + group.parent))
            script += Array(" && {\n".utf8)
            for names in Self.lines(group.files) { script += Array("file".utf8) + names }
            for names in Self.lines(group.directories) { script += Array("directory".utf8) + names }
            script += Array("true\n}\n".utf8)
        }
        return script + Array("echo \"deleted $count\"\nexit $bad\n".utf8)
    }

    /// The output of a removal script.
    static func count(in output: String) -> Int {
        let line = output.lines.last { $0.hasPrefix("deleted ") }
        return line.flatMap { Int($0.dropFirst("deleted ".count)) } ?? 0
    }

    private static let beginning = Script(PackageResources.enter_sh, PackageResources.remove_sh)

    private static func lines(_ names: [[UInt8]]) -> [[UInt8]] {
        stride(from: 0, to: names.count, by: width).map { start in
            names[start..<min(start + width, names.count)].flatMap { [UInt8(ascii: " ")] + quoted($0) }
                + [UInt8(ascii: "\n")]
        }
    }

    /// A word in single quotes, byte for byte.
    private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "'")
        return [quote] + bytes.flatMap { $0 == quote ? Array("'\\''".utf8) : [$0] } + [quote]
    }
}
