import DustyTestSupport
import Testing

@testable import dustyd

@Suite struct RemainsTests {
    @Test func `what is left of the stack's own containers is found with its children, and nothing else`() async throws
    {
        try await TemporaryDirectory.with { directory in
            let shim = ["/usr/bin/containerd-shim-runc-v2", "-namespace", "moby", "-id"]
            let processes: [Int: (words: [String], parent: Int)] = [
                10: (shim + ["ours"], 1), 11: (["runc", "init"], 10), 12: (["sleep", "9"], 10),
                20: (shim + ["theirs"], 1), 21: (["runc", "init"], 20), 30: (["runc", "init"], 1),
                40: (shim, 1), 50: ([], 1), 60: (["cat", "-id", "ours"], 1),
            ]
            for (process, (words, parent)) in processes {
                try directory.write("proc/\(process)/cmdline", words.map { $0 + "\0" }.joined())
                try directory.write("proc/\(process)/status", "Name:\tx\nPPid:\t\(parent)\n")
            }
            let kernel = LinuxKernel(root: directory.path)
            #expect(kernel.remains(of: ["ours", "gone"]) == ["ours": [10, 11]])
            #expect(kernel.remains(of: []).isEmpty)
        }
    }
}
