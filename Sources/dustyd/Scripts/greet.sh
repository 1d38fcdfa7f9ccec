#!/bin/sh
# After make-tree.sh: prints where the connection arrived. $4 is the socket of the pages for apps that do not answer.
# The server does not replace the socket of a connection that was lost.
rm -f "$1/dusty_pages/$4"
echo "arrived $SSH_CONNECTION"
