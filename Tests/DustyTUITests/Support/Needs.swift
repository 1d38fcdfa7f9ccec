import CLibrary
import Testing

/// What a test needs of the host that it runs on. Where that is missing it is left out, and the report says why.
extension Trait where Self == ConditionTrait {
    /// Linux: its `/proc`, or programs and options that only come with it.
    static var needsLinux: Self { .disabled(if: Platform.isMac, "it needs what only Linux has") }
    /// Root: it acts for other users, or makes what only root can make.
    static var needsRoot: Self { .enabled(if: geteuid() == 0, "it needs root") }
}
