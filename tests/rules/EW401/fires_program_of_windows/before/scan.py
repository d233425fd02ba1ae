import pytesseract
from selenium import webdriver

pytesseract.pytesseract.tesseract_cmd = r"C:\Program Files\Tesseract-OCR\tesseract.exe"
browser = webdriver.Chrome("C:/drivers/chromedriver.exe")
