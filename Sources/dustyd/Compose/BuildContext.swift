internal import CHost
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
        guard let context = try open(directory, in: tree, O_RDONLY | O_DIRECTORY) else { return }
        try context.close()
        guard !dockerfile.hasPrefix("/") else { return }
        for file in [dockerfile, "\(dockerfile).dockerignore", ".dockerignore"] {
            guard let place = try open("\(directory.isEmpty ? "." : directory)/\(file)", in: tree, chost_place_only)
            else { continue }
            guard try place.closeAfter({ try place.status().isFile }) else {
                throw refusal("\(directory)/\(file)", "is not a plain file")
            }
        }
    }

    /// Opens a part of the context; nil when it is missing, which Compose reports better.
    private func open(_ path: String, in tree: TrustedRoot, _ flags: Int32) throws -> FileDescriptor? {
        do {
            return try tree.open(path.isEmpty ? "." : path, flags)
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch Errno.improperLink, Errno.tooManySymbolicLinkLevels {
            throw refusal(path, "leads out of the repo through a symbolic link")
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
