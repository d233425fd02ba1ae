from alerts import *
