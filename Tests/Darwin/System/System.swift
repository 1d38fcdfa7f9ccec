// Stands in for Apple's framework of paths and errors: the package of the same contents, with which Subprocess was built for this host.
@_exported public import SystemPackage
