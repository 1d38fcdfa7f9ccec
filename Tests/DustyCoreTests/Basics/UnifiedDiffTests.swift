import DustyCore
import Foundation
import Testing

@Suite struct UnifiedDiffTests {
    @Test(arguments: [
        ("a\nb\nc\n", "a\nB\nc\n"), ("a\r\nb\r\nc\r\n", "a\r\nB\r\nc"), ("a\nb\n", "a\nb\r\n"), ("", "a\n"),
        ("a\n", ""), ("a\nb", "a\nb\n"), ("x\n", "x"),
        (
            (1...40).map { "line \($0)\n" }.joined(),
            (1...40).filter { $0 != 5 }.map { "line \($0)\n" }.joined() + "end\n"
        ),
        (
            (1...30).map { "\($0)\n" }.joined(),
            (1...30).map { [3, 9, 28].contains($0) ? "new \($0)\n" : "\($0)\n" }.joined()
        ),
    ])
    func `It is what diff -u prints, so that patch understands it`(_ old: String, _ new: String) throws {
        let ours = UnifiedDiff.text(from: old, to: new, path: "file")
        try ShellRun.inDirectory { directory in
            try old.write(toFile: "\(directory)/file", atomically: true, encoding: .utf8)
            try new.write(toFile: "\(directory)/new", atomically: true, encoding: .utf8)
            let command = "diff -u --label file --label file file new || :"
            #expect(try ShellRun.run(["/bin/sh"], command, in: directory).log == ours)
        }
    }

    @Test func `Equal texts have no difference, and a file that is not there is dev null`() {
        #expect(UnifiedDiff.text(from: "a\n", to: "a\n", path: "f") == "")
        #expect(UnifiedDiff.text(from: nil, to: "a\n", path: "f") == "--- /dev/null\n+++ f\n@@ -0,0 +1 @@\n+a\n")
        #expect(UnifiedDiff.text(from: "a\n", to: nil, path: "f") == "--- f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n")
    }
}
