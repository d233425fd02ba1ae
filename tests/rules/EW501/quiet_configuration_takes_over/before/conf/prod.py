from conf.base import *
