import DustyCore

/// Blocks of `Key: value` lines with empty lines between them, as VBoxManage's lists of networks are printed.
struct VBoxBlocks: Sendable, Equatable {
    let blocks: [[String: String]]

    init(_ output: String) {
        var blocks: [[String: String]] = [[:]]
        for line in output.allLines {
            if line.allSatisfy(\.isWhitespace) {
                blocks.append([:])
            } else if let colon = line.firstIndex(of: ":"), line.first?.isWhitespace == false {
                let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
                let key = String(line[..<colon])
                let old = blocks[blocks.count - 1][key]
                blocks[blocks.count - 1][key] = old ?? String(value.reversed().drop(while: \.isWhitespace).reversed())
            }
        }
        self.blocks = blocks.filter { !$0.isEmpty }
    }
}
