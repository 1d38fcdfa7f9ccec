import CLibrary
import DustyCore
import SystemPackage

/// The directory of a repo that an image is built from. Compose reads it as root and follows whatever links it finds on the way there.
struct BuildContext: Sendable, Equatable {
    /// The app or lib whose image it is.
    let name: String
    /// The repo's directory, or the private copy of it.
    let root: String
    /// What the messages call the root.
    let repo: String
    /// The context, below the root.
    let directory: String
    /// The Dockerfile, below the context.
    let dockerfile: String

    /// The context that a spec's `build` means; nil for an absolute directory, which the spec itself chose.
    init?(name: String, directory: String, options: YAMLValue?, root: String, repo: RepoReference) {
        guard !directory.hasPrefix("/") else { return nil }
        self.name = name
        self.root = root
        self.repo = repo.shortName
        self.directory = directory
        dockerfile = options?["dockerfile"]?.text ?? "Dockerfile"
    }

    /// Throws when the context, its Dockerfile or its ignore file is outside of the repo, through any link, or is not a
    /// plain file.
    func check() throws {
        let tree = TrustedRoot(root, links: .beneath)
        try look(directory) { try tree.open(directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY) }
        guard !dockerfile.hasPrefix("/") else { return }
        for file in [dockerfile, "\(dockerfile).dockerignore", ".dockerignore"] {
            try look("\(directory)/\(file)") { try tree.openRegular("\(directory.isEmpty ? "." : directory)/\(file)") }
        }
    }

    /// Opens a part of the context. One that is missing is no fault: Compose reports it better.
    private func look(_ path: String, _ open: () throws -> FileDescriptor) throws {
        do {
            try open().close()
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
        } catch Errno.improperLink, Errno.tooManySymbolicLinkLevels {
            throw refusal(path, "leads out of the repo through a symbolic link")
        } catch Errno.notPermitted {
            throw refusal(path, "is not a plain file")
        } catch let error as Errno {
            throw refusal(path, "cannot be opened: \(error)")
        }
    }

    private func refusal(_ path: String, _ fault: String) -> DustyError {
        DustyError(
            .forbidden,
            "the image of \(name) is not built: \(path) in \(repo) \(fault)",
            hint: "move its sources into the repo"
        )
    }
}
