import DustyCore

/// Apple's C library has a type of this name, too, and every file that imports both modules would have to say which it means.
typealias ByteCount = DustyCore.ByteCount
