@echo off
title Summe
if not exist "%~dp0python\python.exe" goto zipped
"%~dp0python\python.exe" -X utf8 -m app %*
if %errorlevel%==0 goto stopped
if %errorlevel%==130 goto stopped
echo.
echo Summe kunne ikke starte, eller er stoppet med en fejl. Ovenfor kan du se hvorfor.
echo Summe could not start, or has stopped with an error. The lines above say why.
goto failed

:zipped
echo Summe er stadig i zip-filen. Luk vinduet her, marker zip-filen, tryk "Udpak alle",
echo og dobbeltklik til sidst "Start Summe" i den nye mappe.
echo.
echo Summe is still inside the zip. Close this window, select the zip, press "Extract all",
echo and then double-click "Start Summe" in the new folder.

:failed
pause
exit /b 1

:stopped
exit /b 0
