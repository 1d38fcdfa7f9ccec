import DustyCore

/// Apple's C library has a type of this name, too.
typealias ByteCount = DustyCore.ByteCount
