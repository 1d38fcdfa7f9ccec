import DustyTerminal

// Apple's C library has types of these names, too.

typealias Rect = DustyTerminal.Rect
typealias Size = DustyTerminal.Size
typealias Style = DustyTerminal.Style
