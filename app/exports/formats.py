"""All export formats. API, command, screens, documents and tests take their lists from here."""

from app.exports import Format
from app.exports.csv import CSV
from app.exports.docx import DOCX
from app.exports.html import HTML
from app.exports.json import JSON
from app.exports.markdown import MARKDOWN
from app.exports.pdf import PDF
from app.exports.pptx import PPTX
from app.exports.xlsx import XLSX

# In the order in which people are offered them.
FORMATS: dict[str, Format] = {
    format.name: format for format in (HTML, PDF, DOCX, PPTX, XLSX, CSV, MARKDOWN, JSON)
}
