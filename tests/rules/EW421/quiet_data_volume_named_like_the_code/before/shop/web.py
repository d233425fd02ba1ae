app = print
