extension StringProtocol {
    /// The text cut at a separator as the kernel, shells and Compose would find it: byte by byte.
    ///
    /// To Swift a sign and a mark that combines with it, before or behind, are one character, and not the sign: `split` finds neither the
    /// `/` nor the `..` in `a\u{600}/../b`. What others read by bytes is cut by bytes.
    public func parts(at separator: String, keepingEmpty: Bool = false) -> [String] {
        let wanted = Array(separator.utf8)
        guard let sign = wanted.first else { return [String(self)] }
        if wanted.count == 1 {
            return utf8.split(separator: sign, omittingEmptySubsequences: !keepingEmpty)
                .map { String(decoding: $0, as: UTF8.self) }
        }
        var parts: [String] = []
        var rest = Array(utf8)[...]
        var start = rest.startIndex
        while let found = rest[start...].firstIndex(of: sign) {
            guard rest[found...].starts(with: wanted) else {
                start = found + 1
                continue
            }
            parts.append(String(decoding: rest[..<found], as: UTF8.self))
            rest = rest[(found + wanted.count)...]
            start = rest.startIndex
        }
        parts.append(String(decoding: rest, as: UTF8.self))
        return keepingEmpty ? parts : parts.filter { !$0.isEmpty }
    }
}
