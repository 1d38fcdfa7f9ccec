import DustyCore
import DustyTerminal

// Apple's C library has types of these names, too.

typealias ByteCount = DustyCore.ByteCount
typealias Rect = DustyTerminal.Rect
typealias Size = DustyTerminal.Size
typealias Style = DustyTerminal.Style
