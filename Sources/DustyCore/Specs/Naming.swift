/// Rules for names. Names become file names, container names, lines of configuration and words of shell scripts.
enum Naming {
    /// Apps and libs: `[a-z0-9]+(?:[._-][a-z0-9]+)*`.
    static func isSpecName(_ name: String) -> Bool {
        isGrouped(name, separators: "._-") && name.utf8.count <= limit
    }

    /// Stacks: labels of host names. No other name of Dusty's may be read as the name of a stack, or of a part of one.
    static func isStackName(_ name: String) -> Bool {
        isGrouped(name, separators: "-") && name.utf8.count <= StackNames.longestName
            && !"-\(name)-".contains("-test-")
    }

    /// Machines, and the stack that a daemon is given: like apps, but without dots, which Compose projects must not
    /// have.
    static func isMachineName(_ name: String) -> Bool {
        isGrouped(name, separators: "_-") && name.utf8.count <= 40
    }

    /// Services: what Compose and the engine accept.
    static func isServiceName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first.isASCIILetterOrDigit, name.utf8.count <= limit else { return false }
        return name.utf8.allSatisfy { $0.isASCIILetterOrDigit || "._-".utf8.contains($0) }
    }

    /// Images that the engine accepts, roughly: one word that no program reads as an option.
    static func isImage(_ name: String) -> Bool {
        !name.contains(where: \.isWhitespace) && !hasControlCharacters(name) && name.utf8.first != UInt8(ascii: "-")
    }

    /// Scripts, suites and assets: they are part of file names.
    static func isFileWord(_ name: String) -> Bool {
        isServiceName(name) && !name.contains("..")
    }

    /// Branches by the rules of git, excluding what git could read as an option.
    static func isBranch(_ name: String) -> Bool {
        let parts = name.parts(at: "/", keepingEmpty: true)
        let forbidden = name.unicodeScalars.contains {
            $0.value <= 0x20 || $0.value == 0x7F || "~^:?*[\\".unicodeScalars.contains($0)
        }
        return !forbidden && !name.contains("..") && !name.contains("@{") && name != "@"
            && name.utf8.first != UInt8(ascii: "-")
            && !name.hasSuffix(".")
            && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
    }

    /// Host names by the rules of DNS; not an address and not the host's own name.
    static func isHostName(_ name: String) -> Bool {
        let labels = name.parts(at: ".", keepingEmpty: true)
        guard name.utf8.count <= 253, name.lowercased() != "localhost", let last = labels.last else { return false }
        guard !last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return labels.allSatisfy { label in
            let bytes = label.utf8
            guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
            return first.isASCIILetterOrDigit && last.isASCIILetterOrDigit
                && bytes.allSatisfy { $0.isASCIILetterOrDigit || $0 == 0x2D }
        }
    }

    /// Absolute paths in a container that can stand in a Compose volume.
    static func isContainerPath(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/") && !path.utf8.contains(UInt8(ascii: ":")) && !hasControlCharacters(path)
            && !path.parts(at: "/").contains("..")
    }

    /// Whether a text has control characters.
    static func hasControlCharacters(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }

    private static let limit = 100

    private static func isGrouped(_ name: String, separators: String) -> Bool {
        var afterSeparator = true
        for byte in name.utf8 {
            if (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) {
                afterSeparator = false
            } else if separators.utf8.contains(byte), !afterSeparator {
                afterSeparator = true
            } else {
                return false
            }
        }
        return !afterSeparator
    }
}

/// Names of machines.
public enum MachineName {
    /// Whether a machine may have this name.
    public static func isValid(_ name: String) -> Bool { Naming.isMachineName(name) }
}
