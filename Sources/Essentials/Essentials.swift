// Foundation without its tables of languages, which would make each program 40 MB larger; Apple's comes with the system, and is whole.
#if canImport(FoundationEssentials)
@_exported public import FoundationEssentials
#else
@_exported public import Foundation
#endif
