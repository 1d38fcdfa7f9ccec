import CLibrary

/// An extended regular expression of POSIX, by the C library.
final class RegularExpression: Sendable {
    /// What is wrong with an invalid regular expression.
    struct Flaw: Error, Equatable {
        let words: String

        fileprivate init(_ code: Int32, _ expression: UnsafePointer<regex_t>) {
            var bytes = [UInt8](repeating: 0, count: 200)
            _ = bytes.withUnsafeMutableBytes {
                regerror(code, expression, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
            }
            words = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    // Only read after it was compiled, which the C library allows from any thread.
    private nonisolated(unsafe) let compiled: UnsafeMutablePointer<regex_t>

    /// An expression; throws the error in an invalid text.
    init(_ text: String, ignoresCase: Bool) throws(Flaw) {
        let expression = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
        let flags = REG_EXTENDED | (ignoresCase ? REG_ICASE : 0)
        let code = regcomp(expression, text, flags)
        guard code == 0 else {
            let flaw = Flaw(code, expression)
            // Not yet a property: what was never compiled must not be freed as if it had been.
            expression.deallocate()
            throw flaw
        }
        compiled = expression
    }

    deinit {
        regfree(compiled)
        compiled.deallocate()
    }

    /// The first match at or after an offset, as a range of UTF-8.
    func firstRange(in text: String, from start: Int) -> Range<Int>? {
        text.withCString { match(in: $0, from: start) }
    }

    /// Every match that is not empty.
    func ranges(in text: String) -> [Range<Int>] {
        text.withCString { bytes in
            let length = strlen(bytes)
            var found: [Range<Int>] = []
            var start = 0
            while start < length, let range = match(in: bytes, from: start) {
                if !range.isEmpty { found.append(range) }
                start = max(range.upperBound, range.lowerBound + 1)
            }
            return found
        }
    }

    private func match(in bytes: UnsafePointer<CChar>, from start: Int) -> Range<Int>? {
        var place = regmatch_t()
        guard regexec(compiled, bytes + start, 1, &place, start > 0 ? REG_NOTBOL : 0) == 0 else { return nil }
        return (start + Int(place.rm_so))..<(start + Int(place.rm_eo))
    }
}
