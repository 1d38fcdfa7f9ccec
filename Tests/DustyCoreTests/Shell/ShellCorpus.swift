/// Shell text as people write it, put together of parts.
enum ShellCorpus {
    /// A text that every shell takes, and whether `stub`, in its last command, gets the arguments.
    struct Sample: Sendable, CustomStringConvertible {
        var commands: [String]
        var getsArguments: Bool

        var description: String { commands.joined(separator: "␊") }
    }

    /// What may stand before the last command, in a command of its own or in the same.
    static let openings = [
        "", "cd /", "x=1", "export X='a b'", "for i in a b; do :; done", "if true; then :; fi", "# a note",
        "f() { echo \"$1\"; }",
        "case x in a|b) : ;; (*) :; esac", "cat >/dev/null <<E\nhi $HOME ${x:-it's} `echo \"q\"` $(echo ')')\nE",
        "cat >/dev/null <<-'E O'\n\t$( ` \" '\n\tE O", "while false; do :; done </dev/null", "{ :; }", "(cd / && :)",
        "x=$((1 + (2 * 3)))", "y=\"$(echo \"a (b\" | cat)\"", "z=`echo \\`echo 1\\``", "w=${HOME#\"/\"}",
        ": \"it's\" 'say \"x\"' \\\" \\'",
        "until true; do :; done", "test -e / || { :; }", "! false", "v=\"a\\\nb\"", "f() (\n :\n)",
        "cat /dev/null | while read l; do :; done",
        ": a#b # it's a note", "if false; then :; elif true; then\n:\nelse :\nfi",
    ]

    /// Last commands that can take arguments.
    static let ends = [
        "stub", "stub # a note", "stub;", "stub ;  # it's", "stub >&2", "2>/dev/null stub", "stub </dev/null >&1",
        "X=1 stub", "true && stub",
        "false || stub", "echo x | stub", "! stub", "stub <<E\n$HOME it's\nE", "stub <<'A' 3<<B\n' $(\nA\nb\nB",
        "stub \\\n", "stub\\\n",
        "true; stub  ", "stub\n\n# the end\n", "echo \"$(echo ')')\" `echo '#'` >/dev/null; stub", "\"stub\"", "st\\ub",
        "'stub'>&1", "$HOME/stub",
        "true &&\nstub", "true |\n\n # note\nstub", "stub;\t", "exec stub", "stub & wait $!; stub",
    ]

    /// Last commands behind which nothing can go, or that use their arguments.
    static let others = [
        "for i in 1 2; do echo $i; done", "if true; then echo yes; fi", "(cd /tmp && pwd)", "{ echo a; }",
        "case a in a) echo;; esac",
        "while false; do :; done >/dev/null", "true", "stub || true", "[ -e / ]", "x=1", ">/dev/null",
        "f() { stub; }", "# only a note",
        "stub \"$@\" x", "stub $1 </dev/null", "for a; do stub \"$a\"; done", "if true; then stub \"${@}\"; fi",
        "echo $# ${1:-x} ${10}",
        "cat <<E\n$*\nE", "echo \"$(stub \"$@\")\"", "echo `stub $1`", "sh -c \"echo $1\"",
    ]

    /// Samples of every end, and of every opening with some of them.
    static let all: [Sample] = {
        var random = SplitMix(state: 8)
        let plain = ends.map { Sample(commands: [$0], getsArguments: true) }
        let other = others.map { Sample(commands: [$0], getsArguments: false) }
        let mixed = (0..<160).map { _ in
            var sample = (plain + other).randomElement(using: &random) ?? plain[0]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let opening = openings.randomElement(using: &random) ?? ""
                let first = sample.commands[0]
                let mayJoin = !opening.isEmpty && !opening.contains("#") && !opening.contains("<<")
                if mayJoin, Bool.random(using: &random) {
                    sample.commands[0] = "\(opening); \(first)"
                } else if Bool.random(using: &random) {
                    sample.commands[0] = "\(opening)\n\(first)"
                } else {
                    sample.commands.insert(opening, at: 0)
                }
            }
            return sample
        }
        return plain + other + mixed
    }()
}
